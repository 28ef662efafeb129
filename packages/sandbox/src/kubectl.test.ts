import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openCluster } from './test-support/cluster.ts';

const cache = fileURLToPath(new URL('../../../node_modules/.cache/sluice/', import.meta.url));
const kubectl = [
  process.env['KUBECTL'] ?? '',
  ...globSync('**/kubectl', { cwd: cache }).map((path) => join(cache, path)),
].find((path) => path !== '' && existsSync(path));
const run = promisify(execFile);

/** The words of a line that kubectl prints, however it aligns them. */
const words = (line: string): string => line.trim().split(/\s+/).join(' ');

describe.skipIf(kubectl === undefined)('an unmodified kubectl', () => {
  it('creates, rolls out, scales, explains, compares and deletes', async () => {
    await using cluster = await openCluster();
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-kubectl-'));
    const config = join(folder, 'kubeconfig');
    await writeFile(config, cluster.sandbox.kubeconfig());
    const k = async (...args: string[]): Promise<string> =>
      (await run(kubectl ?? '', ['--kubeconfig', config, '--cache-dir', folder, ...args], { timeout: 15_000 })).stdout;
    try {
      expect(await k('create', 'deployment', 'web', '--image=nginx', '--replicas=2')).toBe(
        'deployment.apps/web created\n',
      );
      expect(await k('rollout', 'status', 'deployment/web', '--timeout=10s')).toContain('successfully rolled out');
      expect(words((await k('get', 'deployment', 'web')).split('\n')[1] ?? '')).toMatch(/^web 2\/2 2 2 \d+s$/);
      expect(await k('scale', 'deployment', 'web', '--replicas=1')).toContain('scaled');
      expect(await k('wait', '--for=jsonpath={.status.replicas}=1', 'deployment/web', '--timeout=10s')).toContain(
        'condition met',
      );
      expect(await k('explain', 'deployment.spec.replicas')).toContain('FIELD: replicas <integer>');
      expect(await k('auth', 'can-i', 'delete', 'pods')).toBe('yes\n');
      expect(await k('describe', 'deployment', 'web')).toContain('NewReplicaSetAvailable');
      const manifest = join(folder, 'map.yaml');
      await writeFile(manifest, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n');
      expect(await k('apply', '-f', manifest)).toBe('configmap/one created\n');
      expect(await k('apply', '-f', manifest)).toBe('configmap/one unchanged\n');
      expect(await k('apply', '--server-side', '--force-conflicts', '-f', manifest)).toBe(
        'configmap/one serverside-applied\n',
      );
      expect(await k('diff', '-f', manifest)).toBe('');
      expect(await k('api-resources', '--api-group=apps', '-o', 'name')).toContain('deployments.apps');
      expect(await k('delete', 'deployment', 'web', '--cascade=foreground')).toContain('deleted');
      expect(await k('get', 'pods', '-o', 'name')).toBe('');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
