import type { FlagTable } from '../../packages/core/src/flag.ts';
import { kustomizeFlags } from '../../packages/kustomize-controller/src/flags.ts';
import { notificationFlags } from '../../packages/notification-controller/src/flags.ts';
import { sourceFlags } from '../../packages/source-controller/src/flags.ts';

/** A controller that has a chart. */
export interface ChartController {
  /** Of the chart, the program and everything that the chart installs. */
  readonly name: string;
  /** Of its custom resources. */
  readonly groups: readonly string[];
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
    groups: ['source.toolkit.fluxcd.io'],
    flags: sourceFlags,
    fixedFlags: [...fixedFlags, 'storage-path', 'storage-addr', 'git-instead-of'],
    hasVolume: true,
    impersonates: false,
    notifies: false,
  },
  {
    name: 'kustomize-controller',
    groups: ['kustomize.toolkit.fluxcd.io'],
    flags: kustomizeFlags,
    fixedFlags,
    hasVolume: false,
    impersonates: true,
    notifies: false,
  },
  {
    name: 'notification-controller',
    groups: ['notification.toolkit.fluxcd.io', 'delivery.sluice.dev'],
    flags: notificationFlags,
    fixedFlags: [...fixedFlags, 'events-addr', 'receiverAddr', 'spool-path'],
    hasVolume: true,
    impersonates: false,
    notifies: true,
  },
];
