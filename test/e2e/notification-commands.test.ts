import { type KubeObject, readYaml } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { openStory, type Story } from './support/story.ts';

const group = 'notification.toolkit.fluxcd.io';
const namespace = 'flux-system';

/** A Provider and an Alert, made by commands. */
async function withAlert(): Promise<Story> {
  const story = await openStory({});
  const provider = ['--type', 'slack', '--channel', 'ops', '--secret-ref', 'slack'];
  expect(await story.sluice('create', 'alert-provider', 'slack', ...provider)).toEqual({
    code: 0,
    out: '',
    err: [
      '✚ generating Provider',
      '► applying Provider',
      '✔ Provider created',
      '◎ waiting for Provider reconciliation',
      '✔ Provider slack is ready',
      '',
    ].join('\n'),
  });
  const alert = ['--provider-ref', 'slack', '--event-severity', 'error'];
  const sources = ['--event-source', 'Kustomization/*', '--event-source', 'GitRepository/infra.shop'];
  expect((await story.sluice('create', 'alert', 'all', ...alert, ...sources)).err).toContain(
    '✔ Alert created\n◎ waiting for Alert reconciliation\n✔ Alert all is ready\n',
  );
  return story;
}

describe('alerts and alert providers', () => {
  it('are printed with the columns of upstream', async () => {
    const story = await withAlert();
    expect((await story.sluice('get', 'alerts')).out).toBe(
      'NAME\tSUSPENDED\tREADY\tMESSAGE        \nall \tFalse    \tTrue \tAlert is Ready\t\n',
    );
    expect((await story.sluice('get', 'alert-providers', '-A')).out).toBe(
      'NAMESPACE  \tNAME \tREADY\tMESSAGE           \nflux-system\tslack\tTrue \tProvider is Ready\t\n',
    );
    const { out } = await story.sluice('get', 'all');
    const kinds = out.split('\n').flatMap((line) => /^(\w+)\/\S/.exec(line)?.[1] ?? []);
    expect(kinds).toEqual(['gitrepository', 'provider', 'alert']);
  });

  it('hold what was asked for, and are exported as manifests', async () => {
    const story = await withAlert();
    const { out } = await story.sluice('export', 'alert', 'all');
    expect(readYaml(Buffer.from(out))).toEqual([
      {
        apiVersion: `${group}/v1beta3`,
        kind: 'Alert',
        metadata: { name: 'all', namespace },
        spec: {
          providerRef: { name: 'slack' },
          eventSeverity: 'error',
          eventSources: [
            { kind: 'Kustomization', name: '*' },
            { kind: 'GitRepository', name: 'infra', namespace: 'shop' },
          ],
        },
      },
    ]);
    expect((await story.sluice('export', 'alert-provider', '--all')).out).toContain('type: slack\n');
  });

  it('are suspended, resumed and deleted', async () => {
    const story = await withAlert();
    const ref = { apiVersion: `${group}/v1beta3`, kind: 'Provider', namespace, name: 'slack' };
    expect((await story.sluice('suspend', 'alert-provider', 'slack')).err).toBe(
      '► suspending alert provider slack in flux-system namespace\n✔ alert provider suspended\n',
    );
    expect((await story.get(ref))?.['spec']).toMatchObject({ suspend: true });
    expect((await story.sluice('resume', 'alert-provider', 'slack')).err).toBe(
      [
        '► resuming alert provider slack in flux-system namespace',
        '✔ alert provider resumed',
        '◎ waiting for Provider reconciliation',
        '✔ Provider slack reconciliation completed',
        '✔ Provider reconciliation completed',
        '',
      ].join('\n'),
    );
    expect((await story.get(ref))?.['spec']).not.toHaveProperty('suspend');
    expect((await story.sluice('delete', 'alert', 'all', '-s')).err).toContain('✔ alert deleted\n');
    expect(await story.sluice('get', 'alerts', 'all')).toEqual({
      code: 1,
      out: '',
      err: `✗ Alert object 'all' not found in "flux-system" namespace\n`,
    });
  });

  it('are resumed by the controller when their time comes', async () => {
    const story = await withAlert();
    for (const [kind, name] of [
      ['alert', 'all'],
      ['alert-provider', 'slack'],
    ] as const) {
      const { err } = await story.sluice('suspend', kind, name, '--for', '1s', '--reason', 'noise');
      expect(err).toMatch(/ suspended until .*Z: noise\n$/);
    }
    const type = { apiVersion: `${group}/v1beta3`, namespace };
    const isResumed = (object: KubeObject | undefined): boolean =>
      (object?.['spec'] as { suspend?: boolean } | undefined)?.suspend !== true;
    for (const ref of [
      { ...type, kind: 'Alert', name: 'all' },
      { ...type, kind: 'Provider', name: 'slack' },
    ]) {
      expect((await story.until(ref, isResumed))?.metadata.annotations).toBeUndefined();
    }
  });

  it('need no reconciliation, whatever is known of their messages', async () => {
    const story = await withAlert();
    const ref = { apiVersion: `${group}/v1beta3`, kind: 'Provider', namespace, name: 'slack' };
    const condition = {
      type: 'Delivering',
      status: 'False',
      reason: 'DeliveryFailed',
      message: 'not delivered',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const body = { status: { conditions: [condition] } };
    await story.environment.client.patch(ref, body, { type: 'merge', subresource: 'status' });
    expect(await story.sluice('reconcile', 'alert-provider', 'slack')).toEqual({
      code: 0,
      out: '',
      err: '✔ reconciliation not supported by the object\n',
    });
    const again = ['--type', 'slack', '--channel', 'ops', '--address', 'https://chat.example.test/x'];
    expect((await story.sluice('create', 'alert-provider', 'slack', ...again)).err).toContain(
      '✔ Provider updated\n◎ waiting for Provider reconciliation\n✔ Provider slack is ready\n',
    );
    expect((await story.sluice('create', 'alert-provider', 'old', '--type', 'telegram')).err).toContain(
      '⚠️ Provider old sends nothing: spec.type telegram is not supported yet\n',
    );
  });

  it('show their events, and an Alert those of its Provider', async () => {
    const story = await withAlert();
    const event = (kind: string, name: string, reason: string) =>
      story.environment.client.create({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${reason}`.toLowerCase(), namespace },
        involvedObject: { apiVersion: `${group}/v1beta3`, kind, name, namespace },
        type: 'Warning',
        reason,
        message: 'said',
      });
    await event('Provider', 'slack', 'UnsupportedField');
    await event('Alert', 'all', 'InvalidConfig');
    await event('Alert', 'other', 'InvalidConfig');
    const { out } = await story.sluice('events', '--for', 'Alert/all');
    expect(out).toContain('Provider/slack');
    expect(out).toContain('Alert/all');
    expect(out).not.toContain('Alert/other');
  });
});

describe('a receiver', () => {
  const secret = ['create', 'secret', 'receiver', 'hook', '--type', 'github', '--hostname', 'flux.example.com'];
  const create = ['create', 'receiver', 'hook', '--type', 'github', '--secret-ref', 'hook', '--event', 'push'];

  it('is served under the address that its Secret says', async () => {
    const story = await openStory({});
    const [, path = ''] = /https:\/\/flux\.example\.com(\/hook\/\w+)\n/.exec((await story.sluice(...secret)).err) ?? [];
    const created = await story.sluice(...create, '--resource', 'GitRepository/infra');
    expect(created).toEqual({
      code: 0,
      out: '',
      err: [
        '✚ generating Receiver',
        '► applying Receiver',
        '✔ Receiver created',
        '◎ waiting for Receiver reconciliation',
        '✔ Receiver hook is ready',
        `✔ generated webhook URL ${path}`,
        '',
      ].join('\n'),
    });
    const { out } = await story.sluice('get', 'receivers', '--no-header');
    expect(out).toBe(`hook\tFalse\tTrue\tReceiver initialized for path: ${path.slice(0, 14)}\t\n`);
  });

  it('is reconciled, suspended, resumed and exported', async () => {
    const story = await openStory({});
    await story.sluice(...secret);
    await story.sluice(...create, '--resource', 'GitRepository/infra', '--resource', 'Kustomization/apps');
    expect((await story.sluice('reconcile', 'receiver', 'hook')).err).toBe(
      [
        '► annotating Receiver hook in flux-system namespace',
        '✔ Receiver annotated',
        '◎ waiting for Receiver reconciliation',
        '✔ Receiver reconciliation completed',
        '',
      ].join('\n'),
    );
    await story.sluice('suspend', 'receiver', 'hook');
    const { code, err } = await story.sluice('reconcile', 'receiver', 'hook');
    expect({ code, err }).toEqual({ code: 1, err: '✗ resource is suspended\n  sluice resume receiver hook\n' });
    expect((await story.sluice('resume', 'receiver', 'hook')).err).toContain(
      '✔ Receiver hook reconciliation completed\n✔ Receiver reconciliation completed\n',
    );
    expect((await story.sluice('export', 'receiver', 'hook')).out).toContain(
      '- apiVersion: kustomize.toolkit.fluxcd.io/v1\n    kind: Kustomization\n    name: apps\n',
    );
    const kinds = (await story.sluice('get', 'all')).out
      .split('\n')
      .flatMap((line) => /^(\w+)\/\S/.exec(line)?.[1] ?? []);
    expect(kinds).toEqual(['gitrepository', 'receiver']);
  });

  it('that is not ready says why', async () => {
    const story = await openStory({});
    const { code, err } = await story.sluice(...create, '--resource', 'GitRepository/infra');
    expect(code).toBe(1);
    expect(err).toMatch(/✗ Receiver reconciliation failed: '.*hook.*'\n$/);
    expect((await story.sluice('status')).out).toContain('✖ receiver/hook');
  });
});

describe('create secret receiver', () => {
  it('keeps what others wrote on the Secret, and makes the address of the webhook', async () => {
    const story = await openStory({});
    const flags = ['--type', 'github', '--hostname', 'flux.example.com', '--token', 'canary-1'];
    const first = await story.sluice('create', 'secret', 'receiver', 'hook', ...flags);
    expect(first.err).toContain("► receiver secret 'hook' created in 'flux-system' namespace\n");
    expect(first.err).toMatch(/✔ webhook URL https:\/\/flux\.example\.com\/hook\/[0-9a-f]{64}\n/);
    expect(first.out + first.err).not.toContain('canary-1');
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: 'hook' };
    await story.environment.client.patch(ref, { metadata: { labels: { team: 'a' } } }, { type: 'merge' });
    await story.sluice('create', 'secret', 'receiver', 'hook', ...flags.slice(0, 4));
    const { metadata, data } = (await story.get(ref)) as unknown as {
      metadata: { labels: unknown; annotations: Record<string, string> };
      data: Record<string, string>;
    };
    expect(metadata.labels).toEqual({ team: 'a' });
    expect(Buffer.from(data['token'] ?? '', 'base64').toString()).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(metadata.annotations)).toEqual([`${group}/webhook`]);
  });
});
