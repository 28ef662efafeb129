// Builds the test control plane once for the present sources; the last line on stdout is the binary's path.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { cachedBinaryPath, kubernetesVersion, moduleDir } from './servers.ts';

const [, minor = ''] = kubernetesVersion.split('.');
const versionFlags = [
  `k8s.io/component-base/version.gitVersion=${kubernetesVersion}`,
  'k8s.io/component-base/version.gitMajor=1',
  `k8s.io/component-base/version.gitMinor=${minor}`,
  'k8s.io/component-base/version.gitTreeState=clean',
  `k8s.io/client-go/pkg/version.gitVersion=${kubernetesVersion}`,
];

function say(line: string): void {
  process.stderr.write(`control-plane: ${line}\n`);
}

function requireGo(): void {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.status === 0) return;
  say('building needs Go 1.26 or later (https://go.dev/dl); or name ready binaries in KUBEBUILDER_ASSETS');
  process.exit(1);
}

/** How many packages a cold build compiles; also downloads what is missing. */
function countPackages(): number {
  say('downloading modules');
  const list = spawnSync('go', ['list', '-deps', '.'], {
    cwd: moduleDir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (list.status !== 0) process.exit(list.status ?? 1);
  return list.stdout.split('\n').length - 1;
}

/** Go names each package on stderr as it compiles it (`-v`); packages in its own cache pass silently. */
async function compile(output: string, packages: number): Promise<number> {
  const ldflags = ['-s', '-w', ...versionFlags.map((flag) => `-X=${flag}`)].join(' ');
  const args = ['build', '-v', '-buildvcs=false', '-ldflags', ldflags, '-o', output, '.'];
  const go = spawn('go', args, { cwd: moduleDir, stdio: ['ignore', 'inherit', 'pipe'] });
  const ended = new Promise<number>((resolve) => go.once('close', (code) => resolve(code ?? 1)));
  let compiled = 0;
  for await (const line of createInterface({ input: go.stderr })) {
    if (!/^[\w.~/-]+$/.test(line)) process.stderr.write(`${line}\n`);
    compiled += 1;
    if (compiled % 100 === 0) say(`compiled ${compiled} of at most ${packages} packages`);
  }
  return ended;
}

async function build(binary: string): Promise<void> {
  requireGo();
  mkdirSync(dirname(binary), { recursive: true });
  const packages = countPackages();
  say(`compiling Kubernetes ${kubernetesVersion}: about five minutes on two cores the first time`);
  // Two builds at once must not see each other's half-written file.
  const unfinished = `${binary}.${process.pid}`;
  const code = await compile(unfinished, packages);
  if (code !== 0) {
    rmSync(unfinished, { force: true });
    say('the build failed');
    process.exit(code);
  }
  renameSync(unfinished, binary);
}

const binary = cachedBinaryPath();
if (existsSync(binary)) say('already built');
else await build(binary);
process.stdout.write(`${binary}\n`);
