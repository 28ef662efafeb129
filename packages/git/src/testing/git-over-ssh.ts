import { spawn } from 'node:child_process';
import { join } from 'node:path';

import type { Command } from './ssh-server.ts';

/** What an ssh server of a git host does: runs git for a repository below the root, `/acme/infra` or with `.git`. */
export function gitBelow(root: string): Command {
  return async (channel, command) => {
    const [, service, path = ''] = /^git-(upload-pack|receive-pack) '\/?([\w./-]+?)(?:\.git)?'$/.exec(command) ?? [];
    if (service === undefined || path.split('/').includes('..')) throw new Error(`not a command of git: ${command}`);
    const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const child = spawn('git', [service, join(root, `${path}.git`)], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    channel.pipe(child.stdin).on('error', () => undefined);
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) channel.write(chunk);
    channel.exit(0);
    channel.end();
  };
}
