import type { CommonFlagTable } from './common-flags.ts';
import { FlagError, type FlagValues } from './flag.ts';
import type { LeaderFence } from './leader-fence.ts';
import type { LeaderElectionOptions, ManagerOptions } from './manager.ts';
import type { KubeClient } from '@sluice/kube';

/** What a replica needs to take part in leader election; made by `runProgram`. */
export interface Leadership {
  readonly client: KubeClient;
  readonly fence: LeaderFence;
}

export interface ManagerFlagOptions {
  /** Only with it does `--enable-leader-election` mean anything. */
  readonly leadership?: Leadership | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const defaultNamespace = 'flux-system';

/** The part of the manager's options that the common flags decide. Throws `FlagError`. */
export function managerOptionsOf(
  flags: FlagValues<CommonFlagTable>,
  options: ManagerFlagOptions = {},
): Omit<ManagerOptions, 'name' | 'client' | 'log'> {
  const runtimeNamespace = (options.env ?? process.env)['RUNTIME_NAMESPACE'] ?? '';
  if (!flags['watch-all-namespaces'] && runtimeNamespace === '') {
    throw new FlagError('--watch-all-namespaces=false needs the environment variable RUNTIME_NAMESPACE');
  }
  const leaderElection = leaderElectionOf(flags, options.leadership, runtimeNamespace);
  return {
    eventsAddress: flags['events-addr'],
    metricsAddress: flags['metrics-addr'],
    healthAddress: flags['health-addr'],
    minRetryDelayMs: flags['min-retry-delay'],
    maxRetryDelayMs: flags['max-retry-delay'],
    intervalJitter: flags['interval-jitter-percentage'] / 100,
    ...(flags['watch-all-namespaces'] ? {} : { namespace: runtimeNamespace }),
    ...(flags['watch-label-selector'] === '' ? {} : { labelSelector: flags['watch-label-selector'] }),
    ...(leaderElection === undefined ? {} : { leaderElection }),
  };
}

function leaderElectionOf(
  flags: FlagValues<CommonFlagTable>,
  leadership: Leadership | undefined,
  runtimeNamespace: string,
): LeaderElectionOptions | undefined {
  if (!flags['enable-leader-election'] || leadership === undefined) return undefined;
  const leaseDurationMs = flags['leader-election-lease-duration'];
  const renewDeadlineMs = flags['leader-election-renew-deadline'];
  const retryPeriodMs = flags['leader-election-retry-period'];
  if (leaseDurationMs <= renewDeadlineMs || renewDeadlineMs <= retryPeriodMs || retryPeriodMs <= 0) {
    throw new FlagError('leader election needs lease-duration > renew-deadline > retry-period > 0');
  }
  return {
    ...leadership,
    namespace: runtimeNamespace === '' ? defaultNamespace : runtimeNamespace,
    releaseOnCancel: flags['leader-election-release-on-cancel'],
    leaseDurationMs,
    renewDeadlineMs,
    retryPeriodMs,
  };
}
