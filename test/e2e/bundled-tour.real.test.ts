import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

beforeAll(() => {
  const built = spawnSync(process.execPath, ['tools/bundle.ts', 'cli'], { cwd: root });
  expect(built.status).toBe(0);
});

it('plays the tour from the bundle as from the sources', () => {
  const bundle = 'packages/cli/dist/bundle/main.js';
  const env = { ...process.env, NODE_OPTIONS: '' };
  const tour = spawnSync(process.execPath, [bundle, 'tour'], { cwd: root, env, encoding: 'utf8', timeout: 60_000 });
  expect(tour.stderr).toBe('');
  expect(tour.stdout).toContain('git -> all Ready');
  expect(tour.status).toBe(0);
});
