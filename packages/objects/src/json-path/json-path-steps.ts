import type { JsonValue } from '../object.ts';

/** One step of a path: it turns each value that was found so far into others. */
export type Step =
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly start?: number; readonly end?: number; readonly step: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'filter'; readonly filter: Filter };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'exists';

export interface Filter {
  readonly left: Operand;
  readonly operator: Operator;
  readonly right: Operand;
}

/** A literal, or a path from the element that is being filtered. */
export type Operand = { readonly literal: JsonValue } | { readonly path: readonly Step[] };
