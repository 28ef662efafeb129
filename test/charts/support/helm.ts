import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KubeObject, readYaml } from '@sluice/objects';

const fetched = fileURLToPath(new URL('../../../node_modules/.cache/sluice/bin/', import.meta.url));
const charts = fileURLToPath(new URL('../../../deploy/charts/', import.meta.url));
const timeoutMs = 60_000;

export const helmNeeded = 'helm (.ci/install-programs, or HELM)';

/** The helm that `HELM` names, that was fetched for the tests, or of the machine. */
export function findHelm(): string | undefined {
  return [
    process.env['HELM'] ?? '',
    join(fetched, 'helm'),
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'helm')),
  ].find((path) => path !== '' && existsSync(path));
}

export interface RenderOptions {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly includeCrds?: boolean;
}

/** helm on a copy of the charts, which takes its caches and the packed dependencies too. */
export interface Helm {
  run(...args: string[]): Promise<string>;
  /** `helm lint --strict`; rejects with what it found. */
  lint(chart: string, values: Readonly<Record<string, unknown>>): Promise<string>;
  /** `helm template` of the release `CHART` in `flux-system`; rejects with what helm complained about. */
  render(chart: string, options?: RenderOptions): Promise<KubeObject[]>;
  close(): Promise<void>;
}

export const namespace = 'flux-system';

export async function openHelm(program: string): Promise<Helm> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-charts-'));
  await cp(charts, join(folder, 'charts'), { recursive: true });
  const homes = Object.fromEntries(
    ['HELM_CACHE_HOME', 'HELM_CONFIG_HOME', 'HELM_DATA_HOME'].map((name) => [name, join(folder, name)]),
  );
  const run = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { cwd: join(folder, 'charts'), env: { ...process.env, ...homes }, timeout: timeoutMs };
      execFile(program, args, { ...options, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`helm ${args.join(' ')}: ${stderr}${stdout}`));
      });
    });
  let files = 0;
  const valuesFile = async (values: Readonly<Record<string, unknown>>): Promise<string> => {
    const path = join(folder, `values-${String((files += 1))}.json`);
    await writeFile(path, JSON.stringify(values));
    return path;
  };
  await run('dependency', 'build', 'sluice');
  return {
    run,
    lint: async (chart, values) => run('lint', '--strict', chart, '--values', await valuesFile(values)),
    render: async (chart, { values = {}, includeCrds = false } = {}) => {
      const named = ['--namespace', namespace, '--values', await valuesFile(values)];
      const text = await run('template', chart, chart, ...named, ...(includeCrds ? ['--include-crds'] : []));
      return readYaml(text).filter((each) => each !== null) as unknown as KubeObject[];
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The value at a path of an object; undefined where there is none. */
export function at(object: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    object,
  );
}

export function find(objects: readonly KubeObject[], kind: string, name?: string): KubeObject {
  const found = objects.find((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
  if (found === undefined) throw new Error(`no ${kind} ${name ?? ''} was rendered`);
  return found;
}
