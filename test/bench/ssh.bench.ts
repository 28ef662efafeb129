/**
 * A repository of 5,000 small files over OpenSSH's sshd: fetched and checked in this process, beside the same over
 * HTTP (git's own backend) and beside `git clone --depth 1` over ssh. Also what a question without news costs, and the
 * memory of the library. Needs openssh-server and git.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { type FetchRevisionRequest, generateSshKey, openGitStore } from '@sluice/git';
import { createBareRepository, hasSshd, startHttpBackend, startSshd } from '@sluice/git/testing';

const rounds = 5;

if (await hasSshd()) await bench();
else process.stdout.write('skipped: needs openssh-server and git-shell\n');

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const files = Array.from({ length: 5000 }, (_, index) => [
    `apps/app-${String(index % 1000)}/${String(index)}.yaml`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c-${String(index)}\ndata:\n  value: "${String(index)}"\n`,
  ]);
  const repository = await createBareRepository(folder, 'r.git', Object.fromEntries(files) as Record<string, string>);
  const http = await startHttpBackend(folder);
  const sshd = await startSshd();
  const { identity, publicKey } = await generateSshKey({ algorithm: 'ed25519' });
  await sshd.allow(publicKey);
  const common = { ref: { branch: 'main' }, timeoutMs: 60_000 };
  const overHttp: FetchRevisionRequest = { ...common, url: `${http.url}/r.git` };
  const auth = { kind: 'ssh', identity, knownHosts: sshd.knownHosts } as const;
  const overSsh: FetchRevisionRequest = { ...common, url: sshd.url(repository.path), auth };

  const before = process.memoryUsage.rss();
  const first = await openGitStore().fetchRevision(overSsh);
  print('first fetch over ssh adds to resident memory', `${String(mib(process.memoryUsage.rss() - before))} MiB`);
  await compare('fetch over ssh', () => openGitStore().fetchRevision(overSsh));
  await compare('fetch over http', () => openGitStore().fetchRevision(overHttp));
  const known = { lastRevision: first.revision };
  await compare('question without news over ssh', () => openGitStore().fetchRevision({ ...overSsh, ...known }));
  await compare('question without news over http', () => openGitStore().fetchRevision({ ...overHttp, ...known }));
  const [key, hosts] = [join(sshd.folder, 'bench-key'), join(sshd.folder, 'hosts')];
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await sshd.allow((await promisify(execFile)('ssh-keygen', ['-y', '-f', key])).stdout);
  await writeFile(hosts, sshd.knownHosts);
  const env = {
    ...process.env,
    GIT_SSH_COMMAND: `ssh -F none -i ${key} -o UserKnownHostsFile=${hosts} -o IdentitiesOnly=yes`,
  };
  let clones = 0;
  await compare('git clone --depth 1 over ssh', () => {
    const target = join(folder, `clone-${String(clones++)}`);
    return promisify(execFile)('git', ['clone', '-q', '--depth', '1', overSsh.url, target], { env });
  });
  await compare('git ls-remote over ssh', () =>
    promisify(execFile)('git', ['ls-remote', overSsh.url, 'refs/heads/main'], { env }),
  );
  await Promise.all([http.close(), sshd.close()]);
  await rm(folder, { recursive: true });
}

async function compare(title: string, work: () => Promise<unknown>): Promise<void> {
  await work();
  const times: number[] = [];
  const lag = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  lag.enable();
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  lag.disable();
  const { user, system } = process.cpuUsage(cpu);
  const median = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  const own = (user + system) / 1000 / rounds;
  print(title, `${ms(median)} (${ms(own)} of CPU here, longest pause ${ms(lag.max / 1e6)})`);
}

function print(title: string, result: string): void {
  process.stdout.write(`${title.padEnd(46)} ${result}\n`);
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
