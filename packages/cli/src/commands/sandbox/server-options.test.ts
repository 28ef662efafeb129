import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTokenFile, serverOptions } from './server-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('a token file', () => {
  it('holds a user in each line, with groups or without', () => {
    expect(readTokenFile('# who\na,ann,7,"dev,ops"\nb,bob,\n\nc,cy,9,dev\n')).toEqual([
      { token: 'a', name: 'ann', uid: '7', groups: ['dev', 'ops'] },
      { token: 'b', name: 'bob', groups: [] },
      { token: 'c', name: 'cy', uid: '9', groups: ['dev'] },
    ]);
  });
});

describe('the flags of the server', () => {
  it('refuse a file that holds something else, without showing it', async () => {
    const tokenAuthFile = file('tokens', 'ann,secret\nonly-a-secret\n');
    await expect(serverOptions({ tokenAuthFile })).rejects.toMatchObject({
      message: `--token-auth-file: ${tokenAuthFile} does not hold what the flag needs`,
      hint: 'line 2 is not token,user,uid[,"group1,group2"]',
    });
    const clientCaFile = file('ca', 'not a certificate');
    await expect(serverOptions({ clientCaFile })).rejects.toThrow('--client-ca-file: ');
  });

  it('name a file that cannot be read', async () => {
    const clientCaFile = join(folder, 'none');
    await expect(serverOptions({ clientCaFile })).rejects.toThrow(`--client-ca-file: cannot read ${clientCaFile}`);
  });
});
