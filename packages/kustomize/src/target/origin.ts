import type { Resource } from '../resource/resource.ts';
import { writeYaml, readYaml, isJsonArray, type JsonObject, type JsonValue } from '@sluice/objects';
import { originAnnotation, transformationsAnnotation } from '../resource/annotations.ts';

/** Where something comes from, in the form that `buildMetadata: [originAnnotations]` writes. */
export interface Origin {
  /** Relative to the directory that is built. */
  readonly path?: string;
  /** The file of the generator or transformer. */
  readonly configuredIn?: string;
  readonly configuredBy?: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** Joins paths as Go does: cleaned, `..` kept where it leads out of the start. */
export function joinOrigin(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** The origin of what a builtin transformer or generator of a kustomization makes. */
export function builtinOrigin(configuredIn: string, kind: string): Origin {
  return { configuredIn, configuredBy: { apiVersion: 'builtin', kind } };
}

function jsonOf({ path, configuredIn, configuredBy }: Origin): JsonObject {
  const by: JsonObject = {};
  for (const name of ['apiVersion', 'kind', 'name', 'namespace'] as const) {
    const value = configuredBy?.[name];
    if (value !== undefined && value !== '') by[name] = value;
  }
  return {
    ...(path === undefined || path === '' ? {} : { path }),
    ...(configuredIn === undefined || configuredIn === '' ? {} : { configuredIn }),
    ...(Object.keys(by).length === 0 ? {} : { configuredBy: by }),
  };
}

/** Notes the origin of a resource that has none yet; for one that has, notes the transformation. */
export function noteTransformation(resource: Resource, origin: Origin): void {
  if (resource.annotation(originAnnotation) === undefined) {
    setOrigin(resource, origin);
    return;
  }
  const text = resource.annotation(transformationsAnnotation);
  const before: JsonValue = text === undefined ? [] : (readYaml(text)[0] ?? []);
  resource.setAnnotation(
    transformationsAnnotation,
    writeYaml([...(isJsonArray(before) ? before : []), jsonOf(origin)]),
  );
}

export function setOrigin(resource: Resource, origin: Origin): void {
  resource.setAnnotation(originAnnotation, writeYaml(jsonOf(origin)));
}
