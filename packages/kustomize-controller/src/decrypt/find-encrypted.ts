import { isDecryptionDisabled } from '@sluice/apply';
import { type FileTree, joinPath, OutsideRootError } from '@sluice/kustomize';
import { type JsonObject, type JsonValue, type KubeObject, readYaml, YamlError } from '@sluice/objects';
import { DecryptionError, encryptedFormatOf, type FileFormat, formatOfName, isEncrypted } from '@sluice/secrets';
import { kustomizationNames } from '../generate/kustomization-names.ts';

/** As deep as kustomizations may refer to each other. */
const maxDirectories = 10_000;

/**
 * The encrypted files that the build of a directory will read as resources, patches, or sources of Secrets, with the
 * format of each. What only ConfigMaps are made of is left as it is.
 */
export async function findEncrypted(tree: FileTree, directory: string): Promise<ReadonlyMap<string, FileFormat>> {
  const search = new Search(tree);
  search.visit(directory);
  await search.run();
  return search.found;
}

class Search {
  readonly found = new Map<string, FileFormat>();
  readonly #tree: FileTree;
  readonly #directories = new Set<string>();
  readonly #queue: string[] = [];

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  visit(directory: string): void {
    if (this.#directories.has(directory) || this.#directories.size >= maxDirectories) return;
    this.#directories.add(directory);
    this.#queue.push(directory);
  }

  async run(): Promise<void> {
    for (let directory = this.#queue.pop(); directory !== undefined; directory = this.#queue.pop()) {
      const kustomization = await this.#readKustomization(directory);
      if (kustomization !== undefined) await this.#follow(directory, kustomization);
    }
  }

  async #follow(directory: string, kustomization: JsonObject): Promise<void> {
    for (const path of textsOf(kustomization, 'resources', 'bases', 'components'))
      await this.#resource(directory, path);
    for (const path of patchPaths(kustomization)) await this.#resource(directory, path);
    for (const generator of mapsOf(kustomization['secretGenerator'])) {
      for (const source of textsOf(generator, 'files')) {
        const [key = '', path = key] = split(source);
        await this.#source(directory, path, formatOfName(key));
      }
      for (const path of textsOf(generator, 'envs', 'env')) {
        const format = formatOfName(path);
        await this.#source(directory, path, format === 'binary' ? 'dotenv' : format);
      }
    }
  }

  /** What is a resource or a patch may be any kind of file; only YAML and JSON make sense to the build. */
  async #resource(directory: string, path: string): Promise<void> {
    const place = pathIn(directory, path);
    const entry = place === undefined ? undefined : await this.#tree.find(place);
    if (entry?.kind === 'directory') this.visit(entry.path);
    if (entry?.kind !== 'file') return;
    const bytes = await this.#tree.read(entry.path);
    const format = encryptedFormatOf(bytes);
    if ((format === 'yaml' || format === 'json') && needsDecryption(bytes, entry.path)) {
      this.found.set(entry.path, entry.path.endsWith('.json') || format === 'json' ? 'json' : 'yaml');
    }
  }

  async #source(directory: string, path: string, format: FileFormat): Promise<void> {
    const place = pathIn(directory, path);
    const entry = place === undefined ? undefined : await this.#tree.find(place);
    if (entry?.kind !== 'file' || this.found.has(entry.path)) return;
    if (isEncrypted(await this.#tree.read(entry.path), format)) this.found.set(entry.path, format);
  }

  /** A kustomization that cannot be read is the build's to report. */
  async #readKustomization(directory: string): Promise<JsonObject | undefined> {
    for (const name of kustomizationNames) {
      const path = directory === '' ? name : `${directory}/${name}`;
      if ((await this.#tree.find(path))?.kind !== 'file') continue;
      const [document] = documentsOf(await this.#tree.read(path)) ?? [];
      return isMap(document) ? document : undefined;
    }
    return undefined;
  }
}

/**
 * Whether a document of the file has metadata of SOPS at its top, and does not opt out. One file is decrypted as a
 * whole, because one MAC covers it.
 */
function needsDecryption(bytes: Uint8Array, file: string): boolean {
  const documents = documentsOf(bytes)?.filter((document) => isMap(document) && Object.hasOwn(document, 'sops')) ?? [];
  const disabled = documents.filter(
    (document) =>
      isMap(document) && isMap(document['metadata']) && isDecryptionDisabled(document as unknown as KubeObject),
  );
  if (disabled.length > 0 && disabled.length < documents.length) {
    throw new DecryptionError('Unsupported', file, 'some of its documents opt out of decryption and others do not');
  }
  return documents.length > disabled.length;
}

function documentsOf(bytes: Uint8Array): readonly JsonValue[] | undefined {
  try {
    return readYaml(bytes);
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

function patchPaths(kustomization: JsonObject): readonly string[] {
  const maps = [...mapsOf(kustomization['patches']), ...mapsOf(kustomization['patchesJson6902'])];
  return [...maps.flatMap((patch) => textsOf(patch, 'path')), ...textsOf(kustomization, 'patchesStrategicMerge')];
}

function textsOf(map: JsonObject, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const value = Object.hasOwn(map, name) ? map[name] : undefined;
    const values = Array.isArray(value) ? value : [value];
    return values.filter((each) => typeof each === 'string');
  });
}

function mapsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `key=path`, or a path alone. */
function split(source: string): readonly string[] {
  const at = source.indexOf('=');
  return at === -1 ? [source] : [source.slice(0, at), source.slice(at + 1)];
}

/** Undefined for what leads out of the tree, or is an inline patch, or a URL: no file of the artifact. */
function pathIn(directory: string, path: string): string | undefined {
  if (path.includes('\n')) return undefined;
  try {
    return joinPath(directory, path);
  } catch (error) {
    if (error instanceof OutsideRootError) return undefined;
    throw error;
  }
}
