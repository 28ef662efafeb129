import {
  booleanFlag,
  commonFlags,
  type CommonFlagTable,
  durationFlag,
  type FeatureGateTable,
  type Flag,
  type FlagValues,
  integerFlag,
  listFlag,
  stringFlag,
} from '@sluice/core';

/** The flags of kustomize-controller: upstream's names and defaults, and two of ours. */
export interface KustomizeFlagTable extends CommonFlagTable {
  readonly concurrent: Flag<number>;
  readonly 'concurrent-ssa': Flag<number>;
  readonly 'requeue-dependency': Flag<number>;
  readonly 'no-remote-bases': Flag<boolean>;
  readonly 'http-retry': Flag<number>;
  readonly 'default-service-account': Flag<string>;
  readonly 'default-decryption-service-account': Flag<string>;
  readonly 'default-kubeconfig-service-account': Flag<string>;
  readonly 'sops-age-secret': Flag<string>;
  readonly 'sops-vault-configmap': Flag<string>;
  readonly 'override-manager': Flag<readonly string[]>;
  readonly 'custom-apply-stage-kinds': Flag<readonly string[]>;
  readonly 'no-cross-namespace-refs': Flag<boolean>;
  readonly 'insecure-kubeconfig-exec': Flag<boolean>;
  readonly 'insecure-kubeconfig-tls': Flag<boolean>;
  readonly 'watch-drift': Flag<boolean>;
  readonly 'full-verification-interval': Flag<number>;
}

export type KustomizeFlags = FlagValues<KustomizeFlagTable>;

const onlyAge = { unsupported: 'encrypted files can only be decrypted with age keys' };
const noRemoteCluster = { unsupported: 'objects can only be applied to the cluster that the controller runs in' };

export const kustomizeFlags: KustomizeFlagTable = {
  ...commonFlags,
  concurrent: integerFlag(4, 'Reconciliations at the same time.', { min: 1 }),
  'concurrent-ssa': integerFlag(4, 'Requests about the objects of one Kustomization at the same time.', { min: 1 }),
  'requeue-dependency': durationFlag(
    30_000,
    'The latest time at which a Kustomization looks again whether it can go on.',
  ),
  'no-remote-bases': booleanFlag(false, 'Accepted: remote bases are never fetched.'),
  'http-retry': integerFlag(9, 'Accepted: a failed download is tried again by the retry delays.'),
  'default-service-account': stringFlag('', 'Service account for Kustomizations that name none.'),
  'default-decryption-service-account': stringFlag('', 'Not supported yet.', onlyAge),
  'default-kubeconfig-service-account': stringFlag('', 'Not supported yet.', noRemoteCluster),
  'sops-age-secret': stringFlag(
    '',
    'Secret in RUNTIME_NAMESPACE with age keys, for Kustomizations whose decryption names no Secret.',
  ),
  'sops-vault-configmap': stringFlag('', 'Not supported yet.', onlyAge),
  'override-manager': listFlag('Field manager whose fields are taken over; may be given more than once.'),
  'custom-apply-stage-kinds': listFlag(
    'group/Kind of objects that are applied in a stage of their own, comma-separated.',
  ),
  'no-cross-namespace-refs': booleanFlag(false, 'Refuse sources of other namespaces.'),
  'insecure-kubeconfig-exec': booleanFlag(false, 'Not supported.', noRemoteCluster),
  'insecure-kubeconfig-tls': booleanFlag(false, 'Not supported.', noRemoteCluster),
  'watch-drift': booleanFlag(
    true,
    'Correct changes of managed objects when they happen, not at the interval. Not in Flux.',
  ),
  'full-verification-interval': durationFlag(
    3_600_000,
    'How often every object is compared though no watch says that it changed; 0s is at every interval, as in Flux.',
  ),
};

/** Upstream's feature gates. */
export type KustomizeFeatureGate =
  | 'CacheSecretsAndConfigMaps'
  | 'ObjectLevelWorkloadIdentity'
  | 'DisableStatusPollerCache'
  | 'DisableFailFastBehavior'
  | 'StrictPostBuildSubstitutions'
  | 'GroupChangeLog'
  | 'AdditiveCELDependencyCheck'
  | 'ExternalArtifact'
  | 'CancelHealthCheckOnNewRevision'
  | 'DisableConfigWatchers'
  | 'DirectSourceFetch'
  | 'MigrateAPIVersion';

/** The feature gates of kustomize-controller. */
export const kustomizeFeatureGates: Readonly<Record<KustomizeFeatureGate, FeatureGateTable[string]>> = {
  CacheSecretsAndConfigMaps: { enabled: false, unsupported: 'they are read when they are needed' },
  ObjectLevelWorkloadIdentity: { enabled: false, unsupported: 'no provider is served that uses it' },
  DisableStatusPollerCache: { enabled: true, unsupported: 'health is observed by watches' },
  DisableFailFastBehavior: { enabled: false },
  StrictPostBuildSubstitutions: { enabled: true },
  GroupChangeLog: { enabled: false, unsupported: 'the change log is one event' },
  AdditiveCELDependencyCheck: {
    enabled: false,
    unsupported: 'a readyExpr replaces the check; write the check into the expression',
  },
  ExternalArtifact: { enabled: false, unsupported: 'ExternalArtifact is not served yet' },
  CancelHealthCheckOnNewRevision: { enabled: false, unsupported: 'a new revision is always taken up at once' },
  DisableConfigWatchers: { enabled: false },
  DirectSourceFetch: { enabled: false, unsupported: 'sources are observed by a watch' },
  MigrateAPIVersion: { enabled: false, unsupported: 'field owners of old API versions are left as they are' },
};

export type KustomizeFeatureGates = Readonly<Record<KustomizeFeatureGate, boolean>>;
