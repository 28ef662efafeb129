import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { KubeObject } from '@sluice/objects';
import { findFreePorts } from '../../control-plane/free-ports.ts';
import { at, namespace } from './helm.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const dockerfile = join(root, 'deploy/images/Dockerfile');
const run = promisify(execFile);
const listenFlags = ['metrics-addr', 'health-addr', 'storage-addr', 'events-addr', 'receiverAddr'];

/** What a container of the image would run, taken from the Dockerfile. */
interface ImageFacts {
  /** Of the build stage, after `npm ci`. */
  readonly bundle: string;
  readonly entrypoint: readonly string[];
}

/** What the pipeline did before. */
const installed = 'npm ci --ignore-scripts';

async function readImage(): Promise<ImageFacts> {
  const lines = (await readFile(dockerfile, 'utf8')).split('\n');
  const rest = (start: string): string[] =>
    lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
  const [bundle, ...others] = rest('RUN ').filter((command) => command !== installed);
  const [entrypoint] = rest('ENTRYPOINT ');
  if (bundle?.startsWith('node ') !== true || others.length > 0 || entrypoint === undefined)
    throw new Error('the Dockerfile has commands that the tests do not run');
  return { bundle: bundle.slice('node '.length), entrypoint: JSON.parse(entrypoint) as string[] };
}

/** Runs the image's bundling and copies what the image has in /app. */
export async function buildApp(controller: string, app: string): Promise<void> {
  const { bundle } = await readImage();
  const args = bundle.split(' ').map((word) => word.replace('${CONTROLLER}', controller));
  await run(process.execPath, args, { cwd: root, timeout: 120_000 });
  await mkdir(app, { recursive: true });
  const folder = join(root, 'packages', controller);
  await cp(join(folder, 'package.json'), join(app, 'package.json'));
  await cp(join(folder, 'dist/bundle'), app, { recursive: true });
}

export interface PodOptions {
  readonly deployment: KubeObject;
  /** Holds `app`, and takes /data and /tmp. */
  readonly folder: string;
  /** With the token of the Deployment's service account. */
  readonly kubeconfig: string;
  /** Pods that are reached by the names of their Services. */
  readonly peers?: ReadonlyMap<string, PodProcess>;
}

/** The container of a Deployment as a process: the image's command line, the chart's arguments, probes and variables. */
export class PodProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #probes: readonly Probe[];
  readonly #ports: ReadonlyMap<number, number>;
  #log = '';

  private constructor(child: ChildProcess, probes: readonly Probe[], ports: ReadonlyMap<number, number>) {
    this.#child = child;
    this.#probes = probes;
    this.#ports = ports;
    const append = (text: string): void => {
      this.#log = (this.#log + text).slice(-20_000);
    };
    child.stdout?.setEncoding('utf8').on('data', append);
    child.stderr?.setEncoding('utf8').on('data', append);
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
    });
    process.once('exit', this.#kill);
  }

  static async start({ deployment, folder, kubeconfig, peers = new Map() }: PodOptions): Promise<PodProcess> {
    const container = at(deployment, 'spec', 'template', 'spec', 'containers', 0);
    const [data, tmp] = [join(folder, 'data'), join(folder, 'tmp')];
    await mkdir(data, { recursive: true });
    await mkdir(tmp, { recursive: true });
    const ports = await portsOf(container);
    const { entrypoint } = await readImage();
    const places = new Map([
      ['/usr/local/bin/node', process.execPath],
      ['/app/main.js', join(folder, 'app/main.js')],
      ['--allow-fs-write=/data', `--allow-fs-write=${data}`],
      ['--allow-fs-write=/tmp', `--allow-fs-write=${tmp}`],
      ['--storage-path=/data', `--storage-path=${data}`],
      ['--spool-path=/data', `--spool-path=${data}`],
    ]);
    for (const [port, free] of ports) {
      for (const flag of listenFlags) places.set(`--${flag}=:${String(port)}`, `--${flag}=127.0.0.1:${String(free)}`);
    }
    const advertised = `source-controller.${namespace}.svc.cluster.local.`;
    places.set(`--storage-adv-addr=${advertised}`, `--storage-adv-addr=127.0.0.1:${String(ports.get(9090) ?? 0)}`);
    for (const [service, pod] of peers) {
      const events = `http://${service}.${namespace}.svc.cluster.local./`;
      places.set(`--events-addr=${events}`, `--events-addr=http://${pod.addressOf(9090)}/`);
    }
    const args = (at(container, 'args') as string[]).map((arg) => arg.replaceAll('$(RUNTIME_NAMESPACE)', namespace));
    const [program = '', ...rest] = [...entrypoint, ...args].map((word) => places.get(word) ?? word);
    const env = { RUNTIME_NAMESPACE: namespace, KUBECONFIG: kubeconfig, NODE_ENV: 'production', TMPDIR: tmp };
    const child = spawn(program, rest, { cwd: tmp, env, stdio: ['ignore', 'pipe', 'pipe'] });
    return new PodProcess(child, probesOf(container, ports), ports);
  }

  /** Whether the readiness and liveness probes pass. */
  async isReady(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`the process ended: ${this.#log}`);
    const answers = await Promise.all(this.#probes.map((probe) => probe()));
    return answers.every(Boolean);
  }

  /** Where a port of the container is served. */
  addressOf(port: number): string {
    return `127.0.0.1:${String(this.#ports.get(port) ?? 0)}`;
  }

  /** The end of what it wrote. */
  get log(): string {
    return this.#log;
  }

  /** As the kubelet ends it; gives the exit code, null after SIGKILL. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(this.#kill, 10_000);
    await this.#exited;
    clearTimeout(timer);
    process.removeListener('exit', this.#kill);
    return this.#child.exitCode;
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL');
  };
}

async function portsOf(container: unknown): Promise<Map<number, number>> {
  const declared = (at(container, 'ports') as { containerPort: number }[]).map(({ containerPort }) => containerPort);
  const free = await findFreePorts(declared.length);
  return new Map(declared.map((port, index) => [port, free[index] ?? 0]));
}

type Probe = () => Promise<boolean>;

const probeTimeoutMs = 2_000;

function probesOf(container: unknown, ports: ReadonlyMap<number, number>): Probe[] {
  const named = at(container, 'ports') as { name: string; containerPort: number }[];
  const placeOf = (name: unknown): number =>
    ports.get(named.find((each) => each.name === name)?.containerPort ?? 0) ?? 0;
  return ['livenessProbe', 'readinessProbe'].map((probe) => {
    const path = at(container, probe, 'httpGet', 'path');
    if (typeof path !== 'string') return () => accepts(placeOf(at(container, probe, 'tcpSocket', 'port')));
    return () => answers(`http://127.0.0.1:${String(placeOf(at(container, probe, 'httpGet', 'port')))}${path}`);
  });
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) }).catch(() => undefined);
  return answer?.ok === true;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').setTimeout(probeTimeoutMs, () => socket.destroy());
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
