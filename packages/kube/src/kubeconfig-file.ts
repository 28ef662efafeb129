import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { getOwn, isJsonObject, type JsonObject, type JsonValue, readYaml } from '@sluice/objects';
import { KubeConfigError } from './kube-config-error.ts';

/** The entries of one or several kubeconfig files, before a context is chosen. */
export interface KubeconfigEntries {
  readonly currentContext: string | undefined;
  readonly contexts: readonly JsonObject[];
  readonly clusters: readonly JsonObject[];
  readonly users: readonly JsonObject[];
}

const maxBytes = 4 * 1024 * 1024;

/** Reads and merges files as kubectl does: of two entries with one name the first counts. */
export function readKubeconfigFiles(paths: readonly string[]): KubeconfigEntries {
  const files = paths.map((path) => readKubeconfigFile(path));
  return {
    currentContext: files.map((file) => file.currentContext).find((context) => context !== undefined),
    contexts: files.flatMap((file) => file.contexts),
    clusters: files.flatMap((file) => file.clusters),
    users: files.flatMap((file) => file.users),
  };
}

function readKubeconfigFile(path: string): KubeconfigEntries {
  const root = parseFile(path);
  const current = getOwn(root, 'current-context');
  const folder = dirname(resolve(path));
  return {
    currentContext: typeof current === 'string' && current !== '' ? current : undefined,
    contexts: entriesOf(root, 'contexts', path),
    clusters: withAbsolutePaths(entriesOf(root, 'clusters', path), 'cluster', folder),
    users: withAbsolutePaths(entriesOf(root, 'users', path), 'user', folder),
  };
}

function parseFile(path: string): JsonObject {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (cause) {
    throw new KubeConfigError(`cannot read the kubeconfig ${path}: ${codeOf(cause)}`, { cause });
  }
  if (text.length > maxBytes)
    throw new KubeConfigError(`the kubeconfig ${path} is larger than ${String(maxBytes)} bytes`);
  const root = parseText(text, path);
  if (root === undefined || root === null) throw new KubeConfigError(`the kubeconfig ${path} is empty`);
  if (!isJsonObject(root)) throw new KubeConfigError(`the kubeconfig ${path} is not a mapping`);
  return root;
}

function parseText(text: Uint8Array, path: string): JsonValue | undefined {
  try {
    return readYaml(text)[0];
  } catch (cause) {
    const detail = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : '';
    throw new KubeConfigError(`the kubeconfig ${path} is not valid YAML: ${detail}`, { cause });
  }
}

function entriesOf(root: JsonObject, field: string, path: string): JsonObject[] {
  const entries = getOwn(root, field) ?? [];
  if (!Array.isArray(entries) || !entries.every(isJsonObject)) {
    throw new KubeConfigError(`the kubeconfig ${path}: ${field} is not a list of mappings`);
  }
  return entries;
}

const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile', 'token-file'];

/** Paths in a kubeconfig are relative to the file. */
function withAbsolutePaths(entries: readonly JsonObject[], part: 'cluster' | 'user', folder: string): JsonObject[] {
  return entries.map((entry) => {
    const body = getOwn(entry, part);
    if (!isJsonObject(body)) return entry;
    const fields: JsonObject = { ...body };
    for (const field of pathFields) {
      const value = getOwn(fields, field);
      if (typeof value === 'string' && value !== '' && !isAbsolute(value)) fields[field] = resolve(folder, value);
    }
    return { ...entry, [part]: fields };
  });
}

function codeOf(cause: unknown): string {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'permission denied';
  return typeof code === 'string' ? code : 'unknown error';
}
