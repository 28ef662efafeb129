import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, runSluice } from '../e2e/support/run-sluice.ts';
import {
  type Access,
  hasRegistry,
  type Registry,
  registryNeeded,
  startRegistry,
  user,
} from './support/docker-registry.ts';

const controllers = ['source-controller', 'kustomize-controller', 'notification-controller'];
const images = controllers.map((name) => `team/${name}:0.1.0`);
const credentials = `--registry-creds=${user.name}:${user.password}`;
const wrong = `--registry-creds=${user.name}:CANARY`;

describe.skipIf(!hasRegistry()).each<Access>(['open', 'basic', 'token'])(
  `images in a registry with %s access (needs ${registryNeeded})`,
  (access) => {
    let registry: Registry;
    let sandbox: Sandbox;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sluice-images-'));
      sandbox = await startSandbox();
      await writeFile(join(folder, 'kubeconfig'), sandbox.kubeconfig(), { mode: 0o600 });
      registry = await startRegistry(access, images);
    });
    afterAll(async () => {
      await registry.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    });

    const sluice = (...args: string[]): Promise<CommandResult> =>
      runSluice([...args, `--kubeconfig=${join(folder, 'kubeconfig')}`]);
    const check = (repository: string, ...args: string[]): Promise<CommandResult> =>
      sluice('check', '--pre', `--registry=${registry.host}/${repository}`, ...args);

    it('are found, with credentials where those are needed', async () => {
      const { code, err } = await check('team', ...(access === 'open' ? [] : [credentials]));
      expect(code, err).toBe(0);
      expect(err).toContain(`✔ images can be pulled from ${registry.host}/team\n`);
      expect(err).toContain('✔ prerequisites checks passed\n');
    });

    if (access !== 'open')
      it('are refused without credentials, and with wrong ones', async () => {
        for (const args of [[], [wrong]]) {
          const { code, err } = await check('team', ...args);
          expect(code).toBe(1);
          expect(err).toContain(
            `✗ image ${registry.host}/team/source-controller:0.1.0 cannot be pulled: access is denied`,
          );
          expect(err).toContain('--registry-creds');
          expect(err).not.toContain('CANARY');
        }
      });

    it('that are not there are named, and nothing is installed', async () => {
      const args = [`--registry=${registry.host}/team`, '--image-tag=0.2.0', '--image-pull-secret=pull'];
      const { code, err } = await sluice('install', ...args, ...(access === 'open' ? [] : [credentials]));
      expect(code).toBe(1);
      expect(err).toContain(`✗ image ${registry.host}/team/source-controller:0.2.0 does not exist`);
      const isWrite = ({ verb, user: who }: (typeof sandbox.audit)[number]): boolean =>
        !['get', 'list', 'watch'].includes(verb) && who === 'kubernetes-admin';
      expect(sandbox.audit.filter(isWrite)).toEqual([]);
    });

    if (access === 'token')
      it('are asked for with a token for the repository alone', () => {
        expect(registry.tokenRequests.length).toBeGreaterThan(0);
        for (const { query } of registry.tokenRequests) {
          expect(query.get('service')).toBe('test');
          expect(query.get('scope')).toMatch(/^repository:team\/[a-z]+-controller:pull$/);
        }
      });
  },
);
