import { digestAlgorithms } from '@sluice/artifact';
import {
  addressFlags,
  type AddressFlagTable,
  commonFlags,
  type CommonFlagTable,
  durationFlag,
  type FeatureGateTable,
  type Flag,
  FlagError,
  type FlagValues,
  integerFlag,
  listFlag,
  stringFlag,
} from '@sluice/core';
import { knownHostKeyAlgorithms, knownKex } from '@sluice/git';

/** The flags of source-controller: upstream's names and defaults, and one of ours. */
export interface SourceFlagTable extends CommonFlagTable, AddressFlagTable {
  readonly concurrent: Flag<number>;
  readonly 'requeue-dependency': Flag<number>;
  readonly 'storage-path': Flag<string>;
  readonly 'storage-addr': Flag<string>;
  readonly 'storage-adv-addr': Flag<string>;
  readonly 'artifact-retention-ttl': Flag<number>;
  readonly 'artifact-retention-records': Flag<number>;
  readonly 'artifact-digest-algo': Flag<string>;
  readonly 'helm-index-max-size': Flag<number>;
  readonly 'helm-chart-max-size': Flag<number>;
  readonly 'helm-chart-file-max-size': Flag<number>;
  readonly 'helm-cache-max-size': Flag<number>;
  readonly 'helm-cache-ttl': Flag<string>;
  readonly 'helm-cache-purge-interval': Flag<string>;
  readonly 'ssh-kex-algos': Flag<readonly string[]>;
  readonly 'ssh-hostkey-algos': Flag<readonly string[]>;
  readonly 'default-service-account': Flag<string>;
  readonly 'git-instead-of': Flag<readonly string[]>;
}

export type SourceFlags = FlagValues<SourceFlagTable>;

const noHelm = { unsupported: 'Helm sources are not served yet' };

export const sourceFlags: SourceFlagTable = {
  ...commonFlags,
  ...addressFlags,
  concurrent: integerFlag(2, 'Reconciliations of one kind at the same time.', { min: 1 }),
  'requeue-dependency': durationFlag(30_000, 'Accepted: no kind that is served yet waits for another.'),
  'storage-path': stringFlag('/data', 'Directory of the artifacts; made when it is missing.', { env: 'STORAGE_PATH' }),
  'storage-addr': stringFlag(':9090', 'Address of the artifact server.', { env: 'STORAGE_ADDRESS' }),
  'storage-adv-addr': stringFlag('', 'Address at which others reach the artifact server.', { env: 'STORAGE_ADV_ADDR' }),
  'artifact-retention-ttl': durationFlag(60_000, 'How long an artifact is kept that is no longer the current one.'),
  'artifact-retention-records': integerFlag(2, 'How many artifacts of an object are kept.', { min: 1 }),
  'artifact-digest-algo': digestFlag(),
  'helm-index-max-size': integerFlag(52_428_800, 'Not supported yet.', noHelm),
  'helm-chart-max-size': integerFlag(10_485_760, 'Not supported yet.', noHelm),
  'helm-chart-file-max-size': integerFlag(5_242_880, 'Not supported yet.', noHelm),
  'helm-cache-max-size': integerFlag(0, 'Not supported yet.', noHelm),
  'helm-cache-ttl': stringFlag('15m', 'Not supported yet.', noHelm),
  'helm-cache-purge-interval': stringFlag('1m', 'Not supported yet.', noHelm),
  'ssh-kex-algos': algorithmFlag('Key exchanges over ssh, the preferred first, instead of the usual ones.', knownKex),
  'ssh-hostkey-algos': algorithmFlag(
    'Host key algorithms over ssh, the preferred first, instead of those of the keys in known_hosts.',
    knownHostKeyAlgorithms,
  ),
  'default-service-account': stringFlag('', 'Not supported yet.', {
    unsupported: 'no provider is served that uses service accounts',
  }),
  'git-instead-of': {
    defaultValue: [],
    description:
      'PREFIX=URL: repositories whose URL begins with PREFIX are fetched from URL instead, without credentials. For trying; logged.',
    valueName: 'prefix=url',
    isBoolean: false,
    repeatable: true,
    read: (texts) => texts,
  },
};

/** A list of names, each of which must be known; none of those uses SHA-1. */
function algorithmFlag(description: string, known: readonly string[]): Flag<readonly string[]> {
  const flag = listFlag(description);
  return {
    ...flag,
    read: (texts) => {
      const names = flag.read(texts);
      const unknown = names.find((name) => !known.includes(name));
      if (unknown !== undefined) throw new FlagError(`"${unknown}" is not supported: use some of ${known.join(', ')}`);
      return names;
    },
  };
}

function digestFlag(): Flag<string> {
  const read = (texts: readonly string[]): string => {
    const name = texts.at(-1) ?? '';
    if (name === 'blake3') throw new FlagError('blake3 is not supported: use sha256, sha384, sha512 or sha1');
    if (!(digestAlgorithms as readonly string[]).includes(name))
      throw new FlagError(`must be one of ${digestAlgorithms.join(', ')}`);
    return name;
  };
  return { ...stringFlag('sha256', 'Digest algorithm of artifacts: sha256, sha384, sha512 or sha1.'), read };
}

/** The feature gates of source-controller. */
export const sourceFeatureGates: FeatureGateTable = {
  CacheSecretsAndConfigMaps: { enabled: false, unsupported: 'Secrets are read when they are needed' },
  ObjectLevelWorkloadIdentity: { enabled: false, unsupported: 'no provider is served that uses it' },
};

/** Reads `--git-instead-of` values. Throws `FlagError`. */
export function parseInsteadOf(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const match = /^([^=]+)=(https?:\/\/.+)$/.exec(text);
      if (match === null)
        throw new FlagError(`invalid value "${text}" for flag --git-instead-of: PREFIX=http://… is expected`);
      return [match[1] ?? '', match[2] ?? ''];
    }),
  );
}
