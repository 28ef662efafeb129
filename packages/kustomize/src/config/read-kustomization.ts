import { YamlError } from '@sluice/objects';
import { ConfigTextError } from '../yaml/config-text-error.ts';
import { readConfig, type OnDuplicate } from '../yaml/read-config.ts';
import { ConfigError } from './decoder.ts';
import { kustomization } from './schemas.ts';
import type { ConfigMapArgs, Kustomization } from './types.ts';

/** The names that a kustomization file may have; a directory must hold exactly one of them. */
export const kustomizationFileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** Larger ones are a mistake, or meant to harm. */
const maxBytes = 2 * 1024 * 1024;

const versions: ReadonlyMap<string, string> = new Map([
  ['Kustomization', 'kustomize.config.k8s.io/v1beta1'],
  ['Component', 'kustomize.config.k8s.io/v1alpha1'],
]);

/**
 * Reads a kustomization or component and brings deprecated fields into their present form.
 *
 * @throws ConfigError for unknown fields, values of wrong types, another kind or version, or nothing at all;
 * YamlError for a text that is no YAML.
 */
export function readKustomization(content: Uint8Array, onDuplicate: OnDuplicate): Kustomization {
  const decoded = decode(content, onDuplicate);
  const kind = decoded.kind === '' ? 'Kustomization' : decoded.kind;
  const fixed: Kustomization = {
    ...decoded,
    kind,
    apiVersion: decoded.apiVersion === '' ? (versions.get(kind) ?? '') : decoded.apiVersion,
    resources: joined(decoded.resources, decoded.bases),
    images: joined(decoded.images, decoded.imageTags),
    configMapGenerator: decoded.configMapGenerator?.map(fixEnv),
    secretGenerator: decoded.secretGenerator?.map(fixEnv),
  };
  if (isEmpty(fixed)) throw new ConfigError('kustomization.yaml is empty', []);
  checkType(fixed);
  return fixed;
}

function decode(content: Uint8Array, onDuplicate: OnDuplicate): Kustomization {
  if (content.length > maxBytes) {
    throw new ConfigError(`the kustomization has ${content.length} bytes, more than ${maxBytes}`, []);
  }
  try {
    return kustomization.decode(readConfig(content, onDuplicate), { strict: true, coerce: false });
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(`invalid Kustomization: ${error.message}`, error.path, { cause: error });
    if (error instanceof YamlError) throw new ConfigTextError(`invalid Kustomization: ${error.upstreamMessage}`, error);
    throw error;
  }
}

function joined<T>(first: readonly T[] | undefined, second: readonly T[] | undefined): readonly T[] | undefined {
  return second === undefined ? first : [...(first ?? []), ...second];
}

function fixEnv<T extends ConfigMapArgs>(args: T): T {
  return args.env === '' ? args : { ...args, envs: [...(args.envs ?? []), args.env], env: '' };
}

function isEmpty(fixed: Kustomization): boolean {
  return Object.entries(fixed).every(
    ([name, value]) => name === 'kind' || name === 'apiVersion' || value === undefined || value === '',
  );
}

function checkType({ kind, apiVersion }: Kustomization): void {
  const version = versions.get(kind);
  if (version === undefined) throw new ConfigError('kind should be Kustomization or Component', ['kind']);
  if (apiVersion !== version) throw new ConfigError(`apiVersion for ${kind} should be ${version}`, ['apiVersion']);
}

/** What users should write instead of the deprecated fields that the kustomization uses. */
export function deprecationsOf(read: Kustomization): string[] {
  const successors = [
    ['bases', 'resources'],
    ['commonLabels', 'labels'],
    ['imageTags', 'images'],
    ['patchesJson6902', 'patches'],
    ['patchesStrategicMerge', 'patches'],
    ['vars', 'replacements'],
  ] as const;
  return successors
    .filter(([field]) => read[field] !== undefined)
    .map(([field, instead]) => `'${field}' is deprecated. Please use '${instead}' instead.`);
}
