import { startSandbox } from '@sluice/sandbox';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeAuditLog } from './audit-log.ts';

it('is a line of JSON for each request: who, what, result', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-audit-'));
  const sandbox = await startSandbox({ workloads: false });
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'audit.jsonl');
  const log = await writeAuditLog(sandbox, path);
  const headers = { authorization: `Bearer ${sandbox.token}`, 'impersonate-user': 'ann' };
  await fetch(`${sandbox.url}/api/v1/namespaces/default/configmaps/one`, { headers });
  await log.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ user: 'ann', verb: 'get', resource: 'configmaps', name: 'one', status: 403 }),
  ]);
  expect(readFileSync(path, 'utf8')).not.toContain(sandbox.token);
});
