import { readKustomization, kustomizationFileNames, deprecationsOf } from '../config/read-kustomization.ts';
import { crdConfig } from '../config/crd-config.ts';
import { decodeTransformerConfig, defaultTransformerConfig, mergeConfigs } from '../config/transformer-config.ts';
import type { Kustomization } from '../config/types.ts';
import type { Source } from '../node/node.ts';
import { originAnnotation } from '../resource/annotations.ts';
import { type FieldPath, writeYaml } from '@sluice/objects';
import type { Resource } from '../resource/resource.ts';
import { NotFoundError, RestrictedError, type Loader } from '../tree/loader.ts';
import { MalformedYamlError } from '../yaml/documents.ts';
import { readConfig, readConfigFile } from '../yaml/read-config.ts';
import { Accumulator } from './accumulator.ts';
import { readResourceFile, type BuildState } from './build-state.ts';
import { configuredGenerators } from './generators.ts';
import { joinOrigin } from './origin.ts';
import { atPlace } from './place-errors.ts';
import { runSteps } from './steps.ts';
import { configuredTransformers, pluginTransformers } from './transformers.ts';
import { runValidators } from './validators.ts';

/** One kustomization of a build, with its file read. */
export class Target {
  readonly loader: Loader;
  readonly state: BuildState;
  readonly kustomization: Kustomization;
  /** Path of the kustomization file below the tree's root. */
  readonly file: string;
  /** Where the kustomization stands, seen from the directory that is built. */
  readonly originPath: string;

  private constructor(
    loader: Loader,
    state: BuildState,
    read: { kustomization: Kustomization; file: string; originPath: string },
  ) {
    this.loader = loader;
    this.state = state;
    this.kustomization = read.kustomization;
    this.file = read.file;
    this.originPath = read.originPath;
  }

  /** Reads the kustomization file of the loader's directory. */
  static async open(loader: Loader, state: BuildState, originPath: string): Promise<Target> {
    const { name, content } = await findKustomization(loader);
    const file = joinOrigin(loader.directory, name);
    const kustomization = await atPlace({ file, overlays: loader.chain }, state.findLine, () =>
      readKustomization(content, ({ line, reason }) => state.warn(`${file}:${line}: ${reason}; the last one counts`)),
    );
    for (const message of deprecationsOf(kustomization)) state.warn(`${file}: ${message}`);
    return new Target(loader, state, { kustomization, file, originPath });
  }

  /** The same kustomization in a build that notes other things. */
  withState(state: BuildState): Target {
    return new Target(this.loader, state, this);
  }

  /** The directories from the one that is built to this one. */
  get overlays(): readonly string[] {
    return this.loader.chain;
  }

  sourceOf(by: string): Source {
    return { file: this.file, by, overlays: this.overlays };
  }

  /** The path of the kustomization file as origin annotations write it. */
  get originFile(): string {
    return joinOrigin(this.originPath, this.file.slice(this.file.lastIndexOf('/') + 1));
  }

  /** Gathers and customizes everything that the kustomization names. A component goes on with what its parent has. */
  async accumulate(base: Accumulator = new Accumulator()): Promise<Accumulator> {
    const { kustomization } = this;
    let gathered = base;
    await this.addResources(gathered, kustomization.resources ?? [], 'resources');
    await this.#addConfig(gathered);
    await this.#at([], () => this.#generate(gathered));
    for (const [at, path] of (kustomization.components ?? []).entries()) {
      gathered = await this.#addComponent(gathered, path, at);
    }
    await this.#at([], () => this.#transform(gathered));
    await this.#at(['validators'], () => runValidators(this, gathered.set));
    await this.#at(['vars'], () => gathered.addVariables(kustomization.vars ?? []));
    return gathered;
  }

  async #generate(gathered: Accumulator): Promise<void> {
    for (const { by, run } of await configuredGenerators(this)) {
      await this.#at([by], async () => gathered.set.absorbAll(await run()));
    }
  }

  async #transform(gathered: Accumulator): Promise<void> {
    const own = await configuredTransformers(this, gathered.config);
    const plugins = await this.#at(['transformers'], () =>
      pluginTransformers(this, this.kustomization.transformers ?? [], 'transformers'),
    );
    await runSteps(gathered.set, [...own, ...plugins], this.state);
  }

  /** Runs a step of which the errors are those of a field of the kustomization. */
  #at<T>(field: FieldPath, run: () => T | Promise<T>): Promise<T> {
    const path = field.length === 0 ? undefined : field;
    return atPlace({ file: this.file, overlays: this.overlays, path }, this.state.findLine, run);
  }

  async #addConfig(gathered: Accumulator): Promise<void> {
    let config = defaultTransformerConfig();
    for (const [at, path] of (this.kustomization.configurations ?? []).entries()) {
      const own = await this.#readConfig(['configurations', at], path, (content) =>
        decodeTransformerConfig(readConfig(content)),
      );
      await this.#at(['configurations', at], () => {
        config = mergeConfigs(config, own);
      });
    }
    await this.#at(['configurations'], () => gathered.mergeConfig(config));
    for (const [at, path] of (this.kustomization.crds ?? []).entries()) {
      const own = await this.#readConfig(['crds', at], path, (content) => crdConfig(readConfigFile(content)));
      await this.#at(['crds', at], () => gathered.mergeConfig(own));
    }
  }

  /** Reads a configuration file; what is wrong with its content is told of the file itself. */
  async #readConfig<T>(place: FieldPath, path: string, decode: (content: Uint8Array) => T): Promise<T> {
    const content = await this.#at(place, () => this.loader.load(path));
    const file = (await this.loader.findFile(path)) ?? path;
    return atPlace({ file, overlays: this.overlays }, this.state.findLine, () => decode(content));
  }

  /** Adds the resources of files and of other kustomizations. */
  async addResources(gathered: Accumulator, paths: readonly string[], by: string): Promise<void> {
    for (const [at, path] of paths.entries()) {
      if (this.state.pacer.isDue) await this.state.pacer.pause();
      const file = await this.#at([by, at], () => findResourceFile(this.loader, path));
      if (file === undefined) await this.#addBase(gathered, path, [by, at]);
      else await this.#addFile(gathered, { path, file, by });
    }
  }

  async #addFile(gathered: Accumulator, { path, file, by }: { path: string; file: string; by: string }): Promise<void> {
    const source: Source = { file, by, overlays: this.overlays };
    await atPlace({ file, overlays: this.overlays }, this.state.findLine, async () => {
      const resources = await this.#readFile(path, source);
      if (this.state.tracksOrigin) this.#noteOrigin(resources, path);
      prefixed(`merging resources from '${path}'`, () => gathered.set.appendAll(resources));
    });
  }

  async #readFile(path: string, source: Source): Promise<Resource[]> {
    const content = await this.loader.read(source.file);
    try {
      return await readResourceFile(content, source, this.state);
    } catch (error) {
      const prefix = `accumulating resources from '${path}'`;
      if (!(error instanceof MalformedYamlError)) throw new Error(`${prefix}: ${messageOf(error)}`, { cause: error });
      throw new MalformedYamlError(`${prefix}: ${error.message} in File: ${path}`, error.line, { cause: error });
    }
  }

  #noteOrigin(resources: readonly Resource[], path: string): void {
    const text = writeYaml({ path: joinOrigin(this.originPath, path) });
    for (const resource of resources) resource.addAnnotation(originAnnotation, text);
  }

  async #addBase(gathered: Accumulator, path: string, place: FieldPath): Promise<void> {
    const sub = await this.#openBase(path, place, (reason) => `accumulating resources from '${path}': ${reason}`);
    if (sub.kustomization.kind === 'Component') {
      await this.#at(place, () => {
        throw new Error(
          `accumulating resources from '${path}': expected kind != 'Component' for path '${sub.directoryText}'`,
        );
      });
    }
    const accumulated = await sub.accumulate();
    await this.#at(place, () => prefixed(`recursed merging from path '${path}'`, () => gathered.absorb(accumulated)));
  }

  /** The kustomization's directory as messages show it. */
  get directoryText(): string {
    return this.loader.directory || '.';
  }

  async #openBase(path: string, place: FieldPath, explain: (reason: string) => string): Promise<Target> {
    const loader = await this.#at(place, () => openLoader(this.loader, path, explain));
    const originPath = joinOrigin(this.originPath, path);
    const sub = await this.#at(place, () => Target.open(loader, this.state, originPath));
    await sub.useOpenApi();
    return sub;
  }

  /** Lets the `openapi` field of the kustomization take effect, if none did before. */
  async useOpenApi(): Promise<void> {
    await this.#at(['openapi'], async () => {
      const openapi = this.kustomization.openapi ?? new Map<string, string>();
      const path = openapi.get('path');
      const file = path === undefined ? undefined : readConfigFile(await this.loader.load(path));
      this.state.schemas.use(openapi, file);
    });
  }

  async #addComponent(gathered: Accumulator, path: string, at: number): Promise<Accumulator> {
    const place = ['components', at];
    const sub = await this.#openBase(
      path,
      place,
      (reason) => `accumulating components: loader.New ${JSON.stringify(reason)}`,
    );
    if (sub.kustomization.kind !== 'Component') {
      await this.#at(place, () => {
        const problem = `expected kind 'Component' for path '${sub.directoryText}' but got '${sub.kustomization.kind}'`;
        throw new Error(`accumulating components: accumulateDirectory: ${JSON.stringify(problem)}`);
      });
    }
    const accumulated = await sub.accumulate(gathered);
    const result = new Accumulator();
    await this.#at(place, () => prefixed(`recursed merging from path '${path}'`, () => result.absorb(accumulated)));
    return result;
  }
}

function prefixed(prefix: string, run: () => void): void {
  try {
    run();
  } catch (cause) {
    throw new Error(`${prefix}: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A file that may not be read could still be a directory, as far as kustomize is concerned; it is none. */
async function findResourceFile(loader: Loader, path: string): Promise<string | undefined> {
  try {
    return await loader.findFile(path);
  } catch (error) {
    if (!(error instanceof RestrictedError)) throw error;
    const reason = `${error.message}: must build at directory: '${path}': file is not directory`;
    throw new Error(`accumulating resources from '${path}': ${reason}`, { cause: error });
  }
}

async function openLoader(loader: Loader, path: string, explain: (reason: string) => string): Promise<Loader> {
  try {
    return await loader.openBase(path);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new NotFoundError(explain(error.message), { cause: error });
  }
}

async function findKustomization(loader: Loader): Promise<{ name: string; content: Uint8Array }> {
  const found: string[] = [];
  for (const name of kustomizationFileNames) if ((await loader.findFile(name)) !== undefined) found.push(name);
  const [name] = found;
  const directory = loader.directory || '.';
  if (name === undefined) {
    throw new NotFoundError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
    );
  }
  if (found.length > 1) throw new Error(`Found multiple kustomization files under: ${directory}`);
  return { name, content: await loader.load(name) };
}
