import { parseFeatureGates, parseFlags } from '@sluice/core';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { notificationFeatureGates, notificationFlags } from './flags.ts';
import { outcomes } from './receiver/outcomes.ts';

describe('the flags of notification-controller', () => {
  it("have upstream's defaults, and take those of its install manifests", () => {
    const { values } = parseFlags(
      notificationFlags,
      ['--watch-all-namespaces=true', '--log-level=info', '--log-encoding=json', '--enable-leader-election'],
      {},
    );
    expect(values).toMatchObject({
      'events-addr': ':9090',
      receiverAddr: ':9292',
      'rate-limit-interval': 300_000,
      'no-cross-namespace-refs': false,
      concurrent: 4,
      'delivery-deadline': 14_400_000,
    });
  });

  it.each(['--watch-label-selector=a=b', '--default-service-account=x', '--export-http-path-metrics=true', '--nope'])(
    'refuse %s',
    (flag) => {
      expect(() => parseFlags(notificationFlags, [flag], {})).toThrow(/not supported|unknown flag/);
    },
  );

  it('refuse gates that are not honoured', () => {
    expect(() => parseFeatureGates(notificationFeatureGates, ['ObjectLevelWorkloadIdentity=true'])).toThrow(
      'cannot be changed',
    );
  });
});

it('the documentation has every outcome of a Receiver', async () => {
  const page = await readFile(new URL('../../../docs/notifications.md', import.meta.url), 'utf8');
  const rows = Object.values(outcomes).map(
    ({ reason, kind, message }) => `| \`${reason}\` | ${kind} | \`${message}\` |`,
  );
  const [, inner = ''] = page.split(/<!-- outcomes: (?:begin|end) -->/);
  expect(inner.trim().split('\n').slice(2)).toEqual(rows);
});
