import {
  booleanFlag,
  choiceFlag,
  durationFlag,
  type Flag,
  type FlagTable,
  integerFlag,
  listFlag,
  stringFlag,
} from './flag.ts';
import type { LogLevel } from './logger.ts';

const second = 1000;

type Text = Flag<string>;
type Whole = Flag<number>;
type Milliseconds = Flag<number>;
type Switch = Flag<boolean>;

/** The flags that every controller has. Durations are in milliseconds. */
export interface CommonFlagTable extends FlagTable {
  readonly 'metrics-addr': Text;
  readonly 'events-addr': Text;
  readonly 'health-addr': Text;
  readonly 'kube-api-qps': Whole;
  readonly 'kube-api-burst': Whole;
  readonly 'log-encoding': Flag<'json' | 'console'>;
  readonly 'log-level': Flag<LogLevel>;
  readonly 'enable-leader-election': Switch;
  readonly 'leader-election-release-on-cancel': Switch;
  readonly 'leader-election-lease-duration': Milliseconds;
  readonly 'leader-election-renew-deadline': Milliseconds;
  readonly 'leader-election-retry-period': Milliseconds;
  readonly 'min-retry-delay': Milliseconds;
  readonly 'max-retry-delay': Milliseconds;
  readonly 'feature-gates': Flag<readonly string[]>;
  readonly 'watch-all-namespaces': Switch;
  readonly 'watch-label-selector': Text;
  readonly 'watch-configs-label-selector': Text;
  readonly 'interval-jitter-percentage': Whole;
  readonly 'token-cache-max-size': Whole;
  readonly 'token-cache-max-duration': Milliseconds;
  readonly kubeconfig: Text;
}

/** The flags that every controller has, with upstream's names and defaults. */
export const commonFlags: CommonFlagTable = {
  'metrics-addr': stringFlag(':8080', 'Address of the metrics server; 0 turns it off.', { env: 'METRICS_ADDR' }),
  'events-addr': stringFlag('', 'Address of the events receiver.', { env: 'EVENTS_ADDR' }),
  'health-addr': stringFlag(':9440', 'Address of the health probes; 0 turns them off.'),
  'kube-api-qps': integerFlag(50, 'Accepted and ignored: requests are limited by the API server.'),
  'kube-api-burst': integerFlag(300, 'Accepted and ignored: requests are limited by the API server.'),
  'log-encoding': choiceFlag('json', ['json', 'console'], 'Log encoding: json or console.'),
  'log-level': choiceFlag('info', ['trace', 'debug', 'info', 'error'], 'Log level: trace, debug, info or error.'),
  'enable-leader-election': booleanFlag(false, 'Only one replica works at a time.'),
  'leader-election-release-on-cancel': booleanFlag(true, 'Give the lease up on shutdown.'),
  'leader-election-lease-duration': durationFlag(35 * second, 'How long others wait before they take the lease over.'),
  'leader-election-renew-deadline': durationFlag(30 * second, 'How long renewing may fail before the process ends.'),
  'leader-election-retry-period': durationFlag(5 * second, 'How long to wait between tries.'),
  'min-retry-delay': durationFlag(750, 'Shortest delay after a failure.'),
  'max-retry-delay': durationFlag(900 * second, 'Longest delay after a failure.'),
  'feature-gates': listFlag('Comma-separated name=true|false.'),
  'watch-all-namespaces': booleanFlag(true, 'Watch all namespaces, not only the one this runs in.'),
  'watch-label-selector': stringFlag('', 'Watch only objects with these labels.'),
  'watch-configs-label-selector': stringFlag(
    'reconcile.fluxcd.io/watch=Enabled',
    'Watch ConfigMaps and Secrets with these labels.',
  ),
  'interval-jitter-percentage': integerFlag(5, 'Percentage by which intervals vary.', { max: 99 }),
  'token-cache-max-size': integerFlag(100, 'Largest number of cached tokens.'),
  'token-cache-max-duration': durationFlag(3600 * second, 'Longest time that a token is cached.'),
  kubeconfig: stringFlag('', 'Path of a kubeconfig; default is the service account of the pod.', { env: 'KUBECONFIG' }),
};
