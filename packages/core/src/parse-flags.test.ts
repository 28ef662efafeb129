import { describe, expect, it } from 'vitest';
import {
  booleanFlag,
  commonFlags,
  durationFlag,
  formatUsage,
  listFlag,
  managerOptionsOf,
  parseFeatureGates,
  parseFlags,
  stringFlag,
} from './index.ts';

const table = {
  ...commonFlags,
  'storage-path': stringFlag('/data', 'Where artifacts are kept.', { env: 'STORAGE_PATH' }),
  'dns-timeout': durationFlag(0, 'Not there yet.', { unsupported: 'names are resolved by the system' }),
  'override-manager': listFlag('Managers.'),
  'no-remote-bases': booleanFlag(false, 'Refuse remote bases.'),
} as const;

describe('a command line', () => {
  it('has upstream’s defaults', () => {
    const { values } = parseFlags(table, [], {});
    expect(values).toMatchObject({
      'metrics-addr': ':8080',
      'health-addr': ':9440',
      'leader-election-lease-duration': 35_000,
      'leader-election-renew-deadline': 30_000,
      'leader-election-retry-period': 5000,
      'min-retry-delay': 750,
      'max-retry-delay': 900_000,
      'watch-all-namespaces': true,
      'interval-jitter-percentage': 5,
      'watch-configs-label-selector': 'reconcile.fluxcd.io/watch=Enabled',
    });
  });

  it('may be written in both ways, and the last value counts', () => {
    const argv = [
      '--storage-path',
      '/a',
      '--storage-path=/b',
      '--no-remote-bases',
      '--watch-all-namespaces=false',
      '--max-retry-delay=1h2m3.5s',
    ];
    expect(parseFlags(table, argv, {}).values).toMatchObject({
      'storage-path': '/b',
      'no-remote-bases': true,
      'watch-all-namespaces': false,
      'max-retry-delay': 3_723_500,
    });
  });

  it('adds up lists', () => {
    expect(
      parseFlags(table, ['--override-manager=a,b', '--override-manager', 'c'], {}).values['override-manager'],
    ).toEqual(['a', 'b', 'c']);
  });

  it('falls back on the environment', () => {
    const env = { METRICS_ADDR: ':1', STORAGE_PATH: '/env' };
    expect(parseFlags(table, ['--storage-path=/flag'], env).values).toMatchObject({
      'metrics-addr': ':1',
      'storage-path': '/flag',
    });
  });

  it.each<[readonly string[], string]>([
    [['--nope'], 'unknown flag: --nope'],
    [['--nope=1'], 'unknown flag: --nope=1'],
    [['--__proto__=1'], 'unknown flag: --__proto__=1'],
    [['--constructor'], 'unknown flag: --constructor'],
    [['extra'], 'unknown argument: extra'],
    [['--storage-path'], 'flag --storage-path needs a value'],
    [['--log-level=loud'], 'invalid value "loud" for flag --log-level: must be one of trace, debug, info, error'],
    [['--min-retry-delay=5'], 'invalid value "5" for flag --min-retry-delay: must be a duration such as 30s or 1h30m'],
    [['--min-retry-delay=-1s'], 'must be a duration'],
    [['--interval-jitter-percentage=100'], 'must be between 0 and 99'],
    [['--interval-jitter-percentage=x'], 'must be a whole number'],
    [['--watch-all-namespaces=maybe'], 'must be true or false'],
    [['--dns-timeout=1s'], 'flag --dns-timeout is not supported: names are resolved by the system'],
  ])('%j is refused in one line', (argv, message) => {
    expect(() => parseFlags(table, argv, {})).toThrow(message);
  });

  it('may repeat the default of a flag that is not honoured', () => {
    expect(parseFlags(table, ['--dns-timeout=0s'], {}).values['dns-timeout']).toBe(0);
  });

  it('explains itself', () => {
    expect(parseFlags(table, ['--help'], {}).help).toBe(true);
    const usage = formatUsage('source-controller', table);
    expect(usage).toContain('--storage-path string\n        Where artifacts are kept. (default /data)');
    for (const name of Object.keys(table)) expect(usage).toContain(`--${name}`);
  });
});

describe('feature gates', () => {
  const gates = { Fast: { enabled: true }, Later: { enabled: false, unsupported: 'it is not built yet' } };

  it('override defaults', () => {
    expect(parseFeatureGates(gates, ['Fast=false', 'Later=false'])).toEqual({ Fast: false, Later: false });
  });

  it.each([
    ['Nope=true', "feature-gate 'Nope' not supported"],
    ['Fast', "feature-gate 'Fast' must be Fast=true or Fast=false"],
    ['Later=true', "feature-gate 'Later' cannot be changed: it is not built yet"],
    ['toString=true', "feature-gate 'toString' not supported"],
  ])('refuse %s', (text, message) => {
    expect(() => parseFeatureGates(gates, [text])).toThrow(message);
  });
});

describe('the manager’s options', () => {
  it('follow the flags', () => {
    const argv = [
      '--watch-all-namespaces=false',
      '--watch-label-selector=shard=1',
      '--interval-jitter-percentage=10',
      '--events-addr=http://e',
    ];
    const options = managerOptionsOf(parseFlags(commonFlags, argv, {}).values, { env: { RUNTIME_NAMESPACE: 'ns' } });
    expect(options).toMatchObject({
      namespace: 'ns',
      labelSelector: 'shard=1',
      intervalJitter: 0.1,
      eventsAddress: 'http://e',
    });
  });

  it('need a namespace to watch one', () => {
    const flags = parseFlags(commonFlags, ['--watch-all-namespaces=false'], {}).values;
    expect(() => managerOptionsOf(flags, { env: {} })).toThrow('RUNTIME_NAMESPACE');
  });
});
