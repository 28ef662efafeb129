import type { JsonObject, KindFacts, PrinterColumn, SubresourceFacts, TypeSchema } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { joinApiVersion } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { convertAutoscaler } from './autoscaler-versions.ts';
import { convertEvent } from './event-groups.ts';
import type { VersionedForm } from './owner-versions.ts';
import type { Strategy } from './strategy.ts';

/** One resource in one version, as requests find it. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural name, as in URLs. */
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, SubresourceFacts>;
  readonly columns: readonly PrinterColumn[];
  /** Where its objects are: the same for every version of a kind. */
  readonly table: string;
  /** The version that objects are kept in. */
  readonly storageVersion: string;
  readonly listKind: string;
  /** Schema for merging and defaults; absent where fields are accepted without one. */
  readonly schema: TypeSchema | undefined;
  readonly strategy: Strategy;
  /** What only a custom resource has. */
  readonly custom: CustomRules | undefined;
  /** Built in, from a CustomResourceDefinition, or accepted without one. */
  readonly origin: 'builtin' | 'custom' | 'lenient';
  /** What users of this version are told. */
  readonly deprecation?: string | undefined;
  /** Turns an object of another version of this kind into this version. */
  convert(object: ApiObject): ApiObject;
}

/** Rules that a CustomResourceDefinition states. */
export interface CustomRules {
  readonly openApiSchema: JsonObject | undefined;
  /** Removes fields that the schema does not have; returns their paths. */
  prune(object: ApiObject): readonly string[];
  applyDefaults(object: ApiObject): void;
  validate(object: ApiObject, old: ApiObject | undefined): readonly Cause[];
  /** How an object looks in another version of its kind; `undefined` for a version that its definition does not have. */
  inVersion?(apiVersion: string): ((object: ApiObject) => VersionedForm) | undefined;
  readonly scale: ScalePaths | undefined;
  readonly selectableFields: readonly string[];
}

export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** Kinds that are served in several versions are kept in one. */
const storedVersions = new Map([['autoscaling/horizontalpodautoscalers', 'v2']]);

/** The resource of a built-in kind. */
export function builtinResource(facts: KindFacts, schema: () => TypeSchema | undefined, strategy: Strategy): Resource {
  const { group, version, kind, resource } = facts;
  let loaded: { schema: TypeSchema | undefined } | undefined;
  return {
    ...facts,
    apiVersion: joinApiVersion(group, version),
    subresources: new Map(facts.subresources.map((subresource) => [subresource.name, subresource])),
    table: tableOf(group, resource),
    storageVersion: storedVersions.get(tableOf(group, resource)) ?? version,
    listKind: `${kind}List`,
    get schema() {
      return (loaded ??= { schema: schema() }).schema;
    },
    strategy,
    custom: undefined,
    origin: 'builtin',
    convert: conversionOf(tableOf(group, resource), joinApiVersion(group, version)),
  };
}

function conversionOf(table: string, apiVersion: string): (object: ApiObject) => ApiObject {
  if (table === 'autoscaling/horizontalpodautoscalers') return (object) => convertAutoscaler(object, apiVersion);
  if (table === '/events') return (object) => convertEvent(object, apiVersion);
  return (object) => withApiVersion(object, apiVersion);
}

/** Events of both groups are kept together. */
export function tableOf(group: string, resource: string): string {
  if (group === 'events.k8s.io') return `/${resource}`;
  return `${group}/${resource}`;
}

/** The same object under another apiVersion; itself when it has it already. */
export function withApiVersion(object: ApiObject, apiVersion: string): ApiObject {
  return object.apiVersion === apiVersion ? object : ({ ...object, apiVersion } as ApiObject);
}
