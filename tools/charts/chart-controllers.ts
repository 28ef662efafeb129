import type { FlagTable } from '../../packages/core/src/flag.ts';
import type { KindNames, Right } from '../../packages/core/src/rights.ts';
import { kustomizeFlags } from '../../packages/kustomize-controller/src/flags.ts';
import { kustomizeKinds, kustomizeRights } from '../../packages/kustomize-controller/src/rights.ts';
import { notificationFlags } from '../../packages/notification-controller/src/flags.ts';
import { notificationKinds, notificationRights } from '../../packages/notification-controller/src/rights.ts';
import { sourceFlags } from '../../packages/source-controller/src/flags.ts';
import { sourceKinds, sourceRights } from '../../packages/source-controller/src/rights.ts';

/** A controller that has a chart. */
export interface ChartController {
  /** Of the chart, the program and everything that the chart installs. */
  readonly name: string;
  /** Whose definitions come with it, and which the roles of users reach. */
  readonly kinds: readonly KindNames[];
  readonly rights: readonly Right[];
  readonly flags: FlagTable;
  /** Flags that the pod dictates, by ports and volumes, or that have no use in one. */
  readonly fixedFlags: readonly string[];
  readonly hasVolume: boolean;
  /** Whether it can act with the rights of others. */
  readonly impersonates: boolean;
  /** Whether it sends messages and takes webhooks. */
  readonly notifies: boolean;
}

const fixedFlags = ['metrics-addr', 'health-addr', 'kubeconfig'];

export const chartControllers: readonly ChartController[] = [
  {
    name: 'source-controller',
    kinds: sourceKinds,
    rights: sourceRights,
    flags: sourceFlags,
    fixedFlags: [...fixedFlags, 'storage-path', 'storage-addr', 'git-instead-of'],
    hasVolume: true,
    impersonates: false,
    notifies: false,
  },
  {
    name: 'kustomize-controller',
    kinds: kustomizeKinds,
    rights: kustomizeRights,
    flags: kustomizeFlags,
    fixedFlags,
    hasVolume: false,
    impersonates: true,
    notifies: false,
  },
  {
    name: 'notification-controller',
    kinds: notificationKinds,
    rights: notificationRights,
    flags: notificationFlags,
    fixedFlags: [...fixedFlags, 'events-addr', 'receiverAddr', 'spool-path'],
    hasVolume: true,
    impersonates: false,
    notifies: true,
  },
];
