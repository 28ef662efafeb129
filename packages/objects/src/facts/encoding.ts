import type { JsonValue } from '../object.ts';
import type { KindFacts } from '../schema.ts';

/**
 * The compact form in which schema facts are kept: lines of JSON in four sections, separated by empty lines. The
 * header, one line per API group, one per kind, and one per type as `name {…}`, so that a new release reads as a
 * difference of lines and a type is parsed only when it is asked for.
 */
export interface FactsHeader {
  /** Raised when this encoding changes. */
  readonly format: 1;
  readonly kubernetesVersion: string;
  /** Digest of what the facts were generated with. See the generator. */
  readonly inputs: string;
}

/**
 * A scalar as `type` or `type:format`, a reference as `#type name`, or an object that says more.
 * Scalars: `string`, `integer`, `number`, `boolean`, `int-or-string`, `any`.
 */
export type SchemaCode = string | SchemaObjectCode;

export interface SchemaObjectCode {
  /** A scalar or a reference in its short form. */
  readonly is?: string;
  /** A list of these. */
  readonly list?: SchemaCode;
  /** A map with values of these. */
  readonly map?: SchemaCode;
  /** A struct with these fields. */
  readonly fields?: Readonly<Record<string, SchemaCode>>;
  readonly required?: readonly string[];
  readonly listType?: 'set' | 'map';
  readonly keys?: readonly string[];
  readonly mapType?: 'atomic';
  /** Comma-separated, as upstream writes it. */
  readonly patch?: string;
  readonly mergeKey?: string;
  readonly default?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly nullable?: true;
  readonly preserve?: true;
}

/** A named type; `gvk` is `apiVersion kind` where it is a whole object. */
export type TypeCode = SchemaObjectCode & { readonly gvk?: string };

/** `columns` are the name alone where type is `string`, format is empty and priority 0. */
export type KindCode = Omit<KindFacts, 'columns'> & { readonly columns: readonly ColumnCode[] };
export type ColumnCode =
  string | { readonly name: string; readonly type: string; readonly format?: string; readonly priority?: number };
