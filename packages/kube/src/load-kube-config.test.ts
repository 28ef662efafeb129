import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inClusterConnection, isInCluster, KubeConfigError, loadKubeConfig } from './index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Parts {
  readonly cluster?: Record<string, unknown>;
  readonly user?: Record<string, unknown>;
  readonly context?: Record<string, unknown>;
  readonly current?: string;
}

function write(parts: Parts = {}, name = 'config'): string {
  const file = join(folder, name);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': parts.current ?? 'main',
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', namespace: 'apps', ...parts.context } }],
    clusters: [{ name: 'c', cluster: { server: 'https://server:6443/', ...parts.cluster } }],
    users: [{ name: 'u', user: { token: 'secret-token', ...parts.user } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function load(kubeconfig: string, allowExec = false): ReturnType<typeof loadKubeConfig> {
  return loadKubeConfig({ kubeconfig, allowExec, env: {} });
}

describe('a kubeconfig', () => {
  it('says where the server is, who we are, and the namespace', async () => {
    const connection = await load(
      write({ cluster: { 'certificate-authority-data': Buffer.from('CA').toString('base64') } }),
    );
    expect(connection.server).toBe('https://server:6443');
    expect(connection.tls?.ca).toBe('CA');
    expect(connection.namespace).toBe('apps');
    expect(await connection.credentials.headers()).toEqual({ authorization: 'Bearer secret-token' });
  });

  it('names files relative to itself', async () => {
    writeFileSync(join(folder, 'client.crt'), 'CERT');
    writeFileSync(join(folder, 'tok'), 'from-file\n');
    const file = write({ user: { token: undefined, 'client-certificate': 'client.crt', tokenFile: 'tok' } });
    const connection = await load(file);
    expect(connection.tls?.cert).toBe('CERT');
    expect(await connection.credentials.headers()).toEqual({ authorization: 'Bearer from-file' });
    writeFileSync(join(folder, 'tok'), 'renewed');
    expect(await connection.credentials.refresh()).toBe(true);
    expect(await connection.credentials.headers()).toEqual({ authorization: 'Bearer renewed' });
  });

  it('may be several files, of which the first entry of a name counts', async () => {
    const first = write({ cluster: { server: 'https://first' } }, 'first');
    const second = write({ cluster: { server: 'https://second' }, current: 'other' }, 'second');
    expect((await load(`${first}:${second}`)).server).toBe('https://first');
  });

  it('may hold mistakes in entries that are not used', async () => {
    const file = join(folder, 'config');
    writeFileSync(
      file,
      'current-context: a\ncontexts: [{name: a, context: {cluster: a, user: a}}]\nclusters: [{name: broken}, {name: a, cluster: {server: http://a}}]\nusers: [{name: a}]\n',
    );
    expect((await load(file)).server).toBe('http://a');
  });
});

describe('a kubeconfig that would run a program', () => {
  const marker = 'ran';
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: [marker] };

  it.each([
    ['exec', { exec }],
    ['auth-provider', { 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'touch', 'cmd-args': marker } } }],
    ['auth-provider', { 'auth-provider': { name: 'azure', config: {} } }],
    ['auth-provider', { 'auth-provider': { name: 'tokenFile', config: { tokenFile: '/etc/hostname' } } }],
    ['auth-provider', { 'auth-provider': { name: 'oidc', config: {} } }],
  ])('by %s is refused by name in a controller', async (what, user) => {
    await expect(load(write({ user: { token: undefined, ...user } }))).rejects.toThrow(
      `user "u" has ${what}, which a controller does not run`,
    );
  });

  it('runs it for the command-line user', async () => {
    const credential = JSON.stringify({ kind: 'ExecCredential', status: { token: 'from-exec' } });
    const command = join(folder, 'login');
    writeFileSync(command, `#!/bin/sh\necho '${credential}'\n`, { mode: 0o755 });
    const { credentials } = await load(
      write({ user: { token: undefined, exec: { ...exec, command, args: [] } } }),
      true,
    );
    expect(await credentials.headers()).toEqual({ authorization: 'Bearer from-exec' });
  });

  it('says in one line why that failed', async () => {
    const file = write({ user: { token: undefined, exec: { ...exec, command: join(folder, 'missing'), args: [] } } });
    const { credentials } = await load(file, true);
    await expect(credentials.headers()).rejects.toThrow(/^cannot get credentials for user "u": .*ENOENT$/);
  });
});

describe('a kubeconfig that cannot be used', () => {
  it.each<[string, () => string, RegExp]>([
    ['is not there', () => join(folder, 'none'), /^cannot read the kubeconfig .*none: no such file$/],
    ['is a folder', () => folder, /^cannot read the kubeconfig .*: EISDIR$/],
    ['is no YAML', () => raw('a: [\n'), /^the kubeconfig .* is not valid YAML: /],
    ['is empty', () => raw(''), /is empty$/],
    ['is a list', () => raw('[1]'), /is not a mapping$/],
    ['has odd entries', () => raw('contexts: 3'), /contexts is not a list of mappings$/],
    ['has no current context', () => raw('contexts: []'), /has no current-context: name one with --context$/],
    ['names a context that is not there', () => write({ current: 'gone' }), /has no context "gone"$/],
    ['names a cluster that is not there', () => write({ context: { cluster: 'gone' } }), /has no cluster "gone"$/],
    ['names a user that is not there', () => write({ context: { user: 'gone' } }), /has no user "gone"$/],
    ['has no server', () => write({ cluster: { server: undefined } }), /cluster\.server is missing \("c"\)$/],
    ['has a server that is no URL', () => write({ cluster: { server: 'server:6443' } }), /is not an http\(s\) URL$/],
    [
      'wants a proxy',
      () => write({ cluster: { 'proxy-url': 'http://proxy' } }),
      /proxy-url of cluster "c" is not supported$/,
    ],
    [
      'names a certificate that is not there',
      () => write({ user: { 'client-key': '/none/key' } }),
      /^cannot read \/none\/key that the kubeconfig names$/,
    ],
  ])('because it %s is refused in one line', async (_name, make, message) => {
    const error: unknown = await load(make()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KubeConfigError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
    expect((error as Error).message).not.toContain('secret-token');
  });

  it('is not used with verification switched off for the whole process', async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    await expect(loadKubeConfig({ kubeconfig: write(), allowExec: false, env })).rejects.toThrow(
      'NODE_TLS_REJECT_UNAUTHORIZED',
    );
  });

  function raw(text: string): string {
    const file = join(folder, 'config');
    writeFileSync(file, text);
    return file;
  }
});

describe('a pod', () => {
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  it('uses its service account', async () => {
    const account = join(folder, 'serviceaccount');
    mkdirSync(account);
    expect(isInCluster({ env, folder: account })).toBe(false);
    writeFileSync(join(account, 'token'), 'pod-token');
    writeFileSync(join(account, 'ca.crt'), 'CA');
    writeFileSync(join(account, 'namespace'), 'flux-system');
    expect(isInCluster({ env, folder: account })).toBe(true);
    const connection = inClusterConnection({ env, folder: account });
    expect(connection).toMatchObject({
      server: 'https://[fd00::1]:443',
      namespace: 'flux-system',
      tls: { caFile: join(account, 'ca.crt') },
    });
    expect(await connection.credentials.headers()).toEqual({ authorization: 'Bearer pod-token' });
  });

  it('outside of one is said to be none', () => {
    expect(isInCluster({ env: {}, folder })).toBe(false);
    expect(() => inClusterConnection({ env: {}, folder })).toThrow('not in a cluster');
  });
});
