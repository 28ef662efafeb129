import type { JsonValue } from './object.ts';

/**
 * What merging and server-side apply must know of one type. Built lazily from schema facts for built-in kinds, and from
 * `openAPIV3Schema` for custom resources, so `field` and `element` may be expensive the first time and cheap after.
 */
export interface TypeSchema {
  /** `struct` has named fields, `map` has free keys, `any` is preserved as it is (unknown fields, JSON). */
  readonly shape: 'struct' | 'map' | 'list' | 'string' | 'integer' | 'number' | 'boolean' | 'int-or-string' | 'any';
  /** The schema of a named field of a struct (or of a struct that also preserves unknown fields). */
  field(name: string): TypeSchema | undefined;
  /** Names of the fields of a struct, in the schema's order. */
  fieldNames(): readonly string[];
  /** The schema of the elements of a list, or of the values of a map. */
  readonly element: TypeSchema | undefined;
  /** Server-side apply: how a list is owned. Absent means atomic. */
  readonly listType: 'atomic' | 'set' | 'map';
  /** Server-side apply: the keys of a `map` list. */
  readonly listMapKeys: readonly string[];
  /** Server-side apply: an `atomic` map or struct is owned as one value. */
  readonly mapType: 'granular' | 'atomic';
  /** Strategic merge patch: `merge`, `replace`, `retainKeys` (comma-separated upstream, split here). */
  readonly patchStrategies: readonly ('merge' | 'replace' | 'retainKeys')[];
  /** Strategic merge patch: the merge key of a list. */
  readonly patchMergeKey: string | undefined;
  /** Default that the schema declares, also inside list-map keys (`protocol: TCP`). */
  readonly default: JsonValue | undefined;
  readonly required: readonly string[];
  readonly nullable: boolean;
  /** `x-kubernetes-preserve-unknown-fields`. */
  readonly preservesUnknownFields: boolean;
  /** `format` of the OpenAPI schema (`int32`, `int64`, `date-time`, `byte`, …). */
  readonly format: string | undefined;
  readonly enum: readonly JsonValue[] | undefined;
}

/** One column of a kind's Table output. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  /** Custom resources only. */
  readonly jsonPath?: string;
}

/** What discovery says of one kind. */
export interface KindFacts {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural resource name, as in URLs. */
  readonly resource: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly SubresourceFacts[];
  readonly columns: readonly PrinterColumn[];
}

export interface SubresourceFacts {
  /** `status`, `scale`, `log`, … */
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

/** One API group as discovery lists it; the core group has the name `''`. */
export interface GroupFacts {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
  readonly preferredVersion: string;
}

/** The facts of one Kubernetes release: built-in kinds and their types. See `loadSchemaFacts`. */
export interface SchemaFacts {
  /** `v1.36.3` */
  readonly kubernetesVersion: string;
  /** In the order of discovery, the core group first. */
  groups(): readonly GroupFacts[];
  /** In the order of discovery. */
  kinds(): readonly KindFacts[];
  /** The facts of a kind by apiVersion and kind. */
  kind(apiVersion: string, kind: string): KindFacts | undefined;
  /** The schema of a whole object of that kind, metadata included. */
  typeOf(apiVersion: string, kind: string): TypeSchema | undefined;
}
