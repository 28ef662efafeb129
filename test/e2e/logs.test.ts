import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogServer, openLogServer } from './support/log-server.ts';
import { type CommandResult, type RunOptions, runSluice } from './support/run-sluice.ts';

const app = (ts: string, fields: Record<string, unknown>): string =>
  JSON.stringify({ level: 'info', ts: `2026-01-02T15:04:${ts}Z`, msg: 'applied', ...fields });
const object = { name: 'apps', namespace: 'flux-system' };

let sandbox: Sandbox;
let server: LogServer;
let folder: string;
let client: KubeClient;
const pods = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-logs-'));
  sandbox = await startSandbox();
  server = await openLogServer(sandbox.url);
  const users = [{ name: 'a', user: { token: sandbox.token } }];
  const clusters = [{ name: 'a', cluster: { server: server.url } }];
  const contexts = [{ name: 'a', context: { cluster: 'a', user: 'a' } }];
  const config = { apiVersion: 'v1', kind: 'Config', users, clusters, contexts, 'current-context': 'a' };
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(config), { mode: 0o600 });
  const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
  client = openKubeClient({ connection, userAgent: 'test' });
  const { code, err } = await sluice(['install', '--registry=registry.example/x', '--skip-image-check']);
  expect(code, err).toBe(0);
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace: 'flux-system' });
  for (const { metadata } of items) pods.set(metadata.labels?.['app'] ?? '', metadata.name ?? '');
  const [kustomize, source] = [podOf('kustomize-controller'), podOf('source-controller')];
  server.write(source, app('01', { controllerKind: 'GitRepository', name: 'infra', namespace: 'flux-system' }));
  server.write(kustomize, app('02', { controllerKind: 'Kustomization', ...object }));
  server.write(
    source,
    app('03', { level: 'error', 'reconciler kind': 'GitRepository', ...object, error: 'no such ref' }),
  );
  server.write(kustomize, 'not JSON');
  server.write(kustomize, app('04', { controllerKind: 'Kustomization', name: 'web', namespace: 'team' }));
  server.write(source, app('05', { msg: 'controllers started', logger: 'manager' }));
});

afterAll(async () => {
  client.close();
  await server.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function podOf(controller: string): string {
  const name = pods.get(controller);
  if (name === undefined) throw new Error(`${controller} has no pod`);
  return name;
}

function sluice(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return runSluice([...args, `--kubeconfig=${join(folder, 'kubeconfig')}`], options);
}

const lines = {
  infra: '2026-01-02T15:04:01Z info GitRepository/infra.flux-system - applied \n',
  apps: '2026-01-02T15:04:02Z info Kustomization/apps.flux-system - applied \n',
  failed: '2026-01-02T15:04:03Z error GitRepository/apps.flux-system - applied no such ref\n',
  web: '2026-01-02T15:04:04Z info Kustomization/web.team - applied \n',
  started: '2026-01-02T15:04:05Z info manager - controllers started \n',
};

describe('sluice logs', () => {
  it.each([
    [['-A'], lines.infra + lines.apps + lines.failed + lines.web + lines.started],
    [[], lines.infra + lines.apps + lines.failed],
    [['--namespace=team', '--flux-namespace=flux-system'], lines.web],
    [['--level=error'], lines.failed],
    [['--kind=kustomization', '-A'], lines.apps + lines.web],
    [['--name=APPS', '--kind=gitrepository'], lines.failed],
    [['--tail=1', '-A'], lines.web + lines.started],
  ])('with %j prints what was asked for, by time', async (args, expected) => {
    expect(await sluice(['logs', ...args])).toEqual({ code: 0, out: expected, err: '' });
  });

  it('hands to the server what only that can know', async () => {
    await sluice(['logs', '--since=90s']);
    expect(String(server.queries.get(podOf('source-controller')))).toBe('sinceSeconds=90');
    await sluice(['logs', '--since-time=2026-01-02T15:04:05Z', '--tail=3']);
    const query = 'tailLines=3&sinceTime=2026-01-02T15%3A04%3A05Z';
    expect(String(server.queries.get(podOf('source-controller')))).toBe(query);
  });

  it('goes on with new lines of every controller until it is interrupted', async () => {
    const interruption = new AbortController();
    const seen = Promise.withResolvers<undefined>();
    let out = '';
    const onOut = (text: string): void => {
      out += text;
      if (out.includes('late')) seen.resolve(undefined);
    };
    const running = sluice(['logs', '--follow', '--tail=0', '-A'], {
      interrupted: interruption.signal,
      onOut,
    });
    await Promise.all([...pods.values()].map((pod) => server.followed(pod)));
    server.write(podOf('kustomize-controller'), app('06', { msg: 'late', controllerKind: 'Kustomization', ...object }));
    await seen.promise;
    interruption.abort(new Error('interrupted'));
    expect((await running).code).toBe(130);
    expect(out).toBe('2026-01-02T15:04:06Z info Kustomization/apps.flux-system - late \n');
  });

  it('lets no line steer the terminal', async () => {
    server.write(
      podOf('notification-controller'),
      app('07', { msg: 'a\u001b[2Jb\nc', ...object, controllerKind: 'Alert' }),
    );
    const { out } = await sluice(['logs', '--kind=Alert']);
    expect(out).toBe('2026-01-02T15:04:07Z info Alert/apps.flux-system - a[2Jb c \n');
  });

  it.each([
    [['--since=1m', '--since-time=2026-01-02T15:04:05Z'], 'at most one of --since and --since-time can be given'],
    [['--flux-namespace=default'], "no controllers found in the 'default' namespace"],
    [['--since-time=yesterday'], 'it must be a time'],
    [['--level=loud'], 'Allowed choices are debug, info, error'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await sluice(['logs', ...args]);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});
