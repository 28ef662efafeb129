import { Gate, type GateStatus } from '@sluice/api';
import type { ObjectRef } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import {
  configMap,
  isReadyAt,
  kustomization,
  kustomizationRef,
  openStory,
  readyOf,
  type Story,
} from './support/story.ts';

const namespace = 'flux-system';
const manager = { fieldManager: 'test' };
const gateRef = (name: string): ObjectRef => ({ ...Gate.type, namespace, name });

async function storyWithGate(spec: Record<string, unknown> = {}): Promise<Story> {
  const story = await openStory({
    'apps/a.yaml': configMap('a', { v: '1' }),
    'late/b.yaml': configMap('b', { v: '1' }),
  });
  const { client } = story.environment;
  const target = { name: 'podinfo' };
  const gate = {
    ...Gate.type,
    metadata: { name: 'go', namespace },
    spec: { hook: 'confirm-promotion', target, ...spec },
  };
  await client.apply(gate, manager);
  await story.until(gateRef('go'), (object) => statusOf(object).state !== undefined);
  return story;
}

const statusOf = (object: unknown): GateStatus => ((object ?? {}) as { status?: GateStatus }).status ?? {};

describe('a Kustomization whose health checks name a Gate', () => {
  const healthChecks = [{ apiVersion: Gate.apiVersion, kind: 'Gate', name: 'go', namespace }];

  it('waits while it is closed, and goes on with what depends on it when somebody approves', async () => {
    const story = await storyWithGate();
    const { client } = story.environment;
    await client.apply(kustomization('apps', { healthChecks, timeout: '10m' }), manager);
    await client.apply(kustomization('late', { dependsOn: [{ name: 'apps' }] }), manager);
    await story.until(kustomizationRef('apps'), (object) =>
      (readyOf(object)?.message ?? '').startsWith('Running health'),
    );
    await story.until(kustomizationRef('late'), (object) => readyOf(object)?.reason === 'DependencyNotReady');
    const { code, err } = await story.sluice('gate', 'approve', 'go', '--reason', 'looks good');
    expect(code, err).toBe(0);
    await story.until(kustomizationRef('apps'), isReadyAt());
    await story.until(kustomizationRef('late'), isReadyAt());
  });

  it('fails at once when somebody denies, not when its time has run out', async () => {
    const story = await storyWithGate();
    await story.environment.client.apply(kustomization('apps', { healthChecks, timeout: '10m' }), manager);
    await story.until(kustomizationRef('apps'), (object) =>
      (readyOf(object)?.message ?? '').startsWith('Running health'),
    );
    expect((await story.sluice('gate', 'deny', 'go', '--reason', 'freeze')).code).toBe(0);
    const failed = await story.until(
      kustomizationRef('apps'),
      (object) => readyOf(object)?.reason === 'HealthCheckFailed',
    );
    expect(readyOf(failed)?.message).toContain("Gate/flux-system/go status: 'Failed'");
  });
});

describe('sluice gate', () => {
  it('lists gates, and says who decided until when', async () => {
    const story = await storyWithGate();
    const before = await story.sluice('gate', 'list');
    expect(before.out.split('\n').map((line) => line.split('\t').map((cell) => cell.trim()))).toEqual([
      ['NAME', 'TARGET', 'HOOK', 'STATE', 'WHO', 'UNTIL', 'READY', 'MESSAGE'],
      ['go', 'Canary/podinfo', 'confirm-promotion', 'Closed', '', '', 'False', 'nobody has decided', ''],
      [''],
    ]);
    const approved = await story.sluice('gate', 'approve', 'go', '--reason', 'load test is fine', '--for', '2h');
    expect(approved.out).toBe('');
    const lines = approved.err.split('\n');
    const [, who = ''] = /^► approving Gate go in flux-system namespace as (.+)$/.exec(lines[0] ?? '') ?? [];
    expect(who).not.toBe('');
    const { expiry = '', history } = statusOf(await story.get(gateRef('go')));
    expect(lines.slice(1)).toEqual([
      '◎ waiting for notification-controller to take the decision',
      `✔ confirm-promotion of Canary podinfo is open: approved by ${who} until ${expiry}: load test is fine`,
      '',
    ]);
    expect(Date.parse(history?.[0]?.until ?? '') - Date.parse(history?.[0]?.at ?? '')).toBe(2 * 3_600_000);
    const { out } = await story.sluice('gate', 'list', '-A', '--no-header');
    expect(
      out
        .split('\t')
        .map((cell) => cell.trim())
        .slice(0, 7),
    ).toEqual([namespace, 'go', 'Canary/podinfo', 'confirm-promotion', 'Open', who, expiry]);
    expect((await story.sluice('gate', 'deny', 'go')).err).toContain(`is denied: denied by ${who}\n`);
    const json = JSON.parse((await story.sluice('gate', 'list', 'go', '-o', 'json')).out) as { status: GateStatus };
    expect(json.status.history?.map(({ state, by }) => [state, by])).toEqual([
      ['Denied', who],
      ['Approved', who],
    ]);
  });

  it('says when an approval alone does not open the gate', async () => {
    const facts = [{ name: 'apps', kustomizationReady: { name: 'apps', revision: 'Any' } }];
    const story = await storyWithGate({ facts, approval: 'Required' });
    const { err, code } = await story.sluice('gate', 'approve', 'go');
    expect(code).toBe(0);
    expect(err).toContain(
      'the decision is stored, but confirm-promotion of Canary podinfo is closed: apps: Kustomization flux-system/apps does not exist',
    );
  });

  it.each([
    [{}, ['approve', 'none'], `✗ Gate object 'none' not found in "flux-system" namespace\n`],
    [{ suspend: true }, ['approve', 'go'], '✗ Gate go is suspended\n  kubectl -n flux-system patch gate go'],
    [{ hook: 'event' }, ['deny', 'go'], '✗ Gate go takes events, there is nothing to decide\n'],
    [{}, ['approve', 'go', '--for', '0s'], '✗ --for must be longer than nothing\n'],
    [{}, ['approve', 'go', '--for', 'soon'], '--for'],
    [{}, ['approve'], "missing required argument 'name'"],
  ])('refuses %j: gate %j', async (spec, args, message) => {
    const story = await storyWithGateOf(spec);
    const { code, err } = await story.sluice('gate', ...args);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
  });

  it('says that there are none', async () => {
    const story = await openStory({});
    expect(await story.sluice('gate', 'list')).toEqual({
      code: 1,
      out: '',
      err: '✗ no Gate objects found in "flux-system" namespace\n',
    });
  });
});

/** A suspended Gate has no state to wait for. */
async function storyWithGateOf(spec: Record<string, unknown>): Promise<Story> {
  if (spec['suspend'] !== true) return storyWithGate(spec);
  const story = await openStory({});
  const full = { hook: 'rollout', target: { name: 'podinfo' }, ...spec };
  await story.environment.client.apply({ ...Gate.type, metadata: { name: 'go', namespace }, spec: full }, manager);
  return story;
}
