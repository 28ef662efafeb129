import {
  addressFlags,
  type AddressFlagTable,
  booleanFlag,
  commonFlags,
  type CommonFlagTable,
  durationFlag,
  type FeatureGateTable,
  type Flag,
  type FlagValues,
  integerFlag,
  stringFlag,
} from '@sluice/core';

/** The flags of notification-controller: upstream's names and defaults, and two of ours for the spool. */
export interface NotificationFlagTable extends CommonFlagTable, AddressFlagTable {
  readonly concurrent: Flag<number>;
  readonly receiverAddr: Flag<string>;
  readonly 'rate-limit-interval': Flag<number>;
  readonly 'no-cross-namespace-refs': Flag<boolean>;
  readonly 'export-http-path-metrics': Flag<boolean>;
  readonly 'default-service-account': Flag<string>;
  readonly 'spool-path': Flag<string>;
  readonly 'delivery-deadline': Flag<number>;
}

export type NotificationFlags = FlagValues<NotificationFlagTable>;

export const notificationFlags: NotificationFlagTable = {
  ...commonFlags,
  ...addressFlags,
  'events-addr': stringFlag(':9090', 'Address of the server that takes events.', { env: 'EVENTS_ADDR' }),
  'watch-label-selector': stringFlag('', 'Not a flag of this controller.', {
    unsupported: 'notification-controller has no shards',
  }),
  concurrent: integerFlag(4, 'Reconciliations of one kind at the same time.', { min: 1 }),
  receiverAddr: stringFlag(':9292', 'Address of the server that takes webhooks.', { env: 'RECEIVER_ADDR' }),
  'rate-limit-interval': durationFlag(300_000, 'An event that was taken is refused for so long when it comes again.'),
  'no-cross-namespace-refs': booleanFlag(false, 'Alerts and Receivers reach no objects of other namespaces.'),
  'export-http-path-metrics': booleanFlag(false, 'Not supported yet.', { unsupported: 'no metrics of paths are kept' }),
  'default-service-account': stringFlag('', 'Not supported yet.', {
    unsupported: 'no provider is served that uses service accounts',
  }),
  'spool-path': stringFlag('/data', 'Directory of events that are not delivered yet; must exist.', {
    env: 'SPOOL_PATH',
  }),
  'delivery-deadline': durationFlag(14_400_000, 'For how long a delivery is tried again.'),
};

/** The feature gates of notification-controller. */
export const notificationFeatureGates: FeatureGateTable = {
  CacheSecretsAndConfigMaps: { enabled: false, unsupported: 'Secrets are read when they are needed' },
  DisableConfigWatchers: { enabled: false },
  ObjectLevelWorkloadIdentity: { enabled: false, unsupported: 'no provider is served that uses it' },
};
