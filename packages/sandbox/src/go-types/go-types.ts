import { encodedGoTypes } from './go-types-data.ts';

/** One field of a Go struct of the Kubernetes API. */
export interface GoField {
  /** Number of the field in protobuf. */
  readonly number: number;
  /** Name in JSON; empty for an inlined struct. */
  readonly name: string;
  readonly isPointer: boolean;
  /** Left out of JSON when it is empty. */
  readonly omitsEmpty: boolean;
  /** Left out of JSON when it is a struct of zero values. */
  readonly omitsZero: boolean;
  readonly isInline: boolean;
  readonly type: GoTypeRef;
}

/**
 * `items` is a list that protobuf wraps into a message of its own. Names of scalars: `s` string, `b` boolean, `i32`, `i64`,
 * `u64`, `d` double, `f` float, `bytes`.
 */
export interface GoTypeRef {
  readonly shape: 'scalar' | 'struct' | 'list' | 'items' | 'map';
  readonly name: string;
  readonly element: GoTypeRef | undefined;
}

export interface GoType {
  readonly name: string;
  readonly fields: readonly GoField[];
  /** Fields by their JSON names, those of inlined structs included. */
  readonly byName: ReadonlyMap<string, GoField>;
}

const scalars = new Set(['s', 'b', 'i32', 'i64', 'u64', 'd', 'f', 'bytes', '?']);

let index: { readonly kinds: ReadonlyMap<string, string>; readonly lines: ReadonlyMap<string, string> } | undefined;
const decoded = new Map<string, GoType>();

/** The Go type of a built-in kind. */
export function goTypeOfKind(apiVersion: string, kind: string): GoType | undefined {
  const name = indexed().kinds.get(`${apiVersion} ${kind}`);
  return name === undefined ? undefined : goType(name);
}

/** A Go struct by its short name, such as `core.v1.Pod`. */
export function goType(name: string): GoType | undefined {
  const known = decoded.get(name);
  if (known !== undefined) return known;
  const line = indexed().lines.get(name);
  if (line === undefined) return undefined;
  const fields = line === '' ? [] : line.split(',').map(decodeField);
  const type = { name, fields, byName: new Map<string, GoField>() };
  decoded.set(name, type);
  for (const field of fields) addByName(type.byName, field);
  return type;
}

function indexed(): NonNullable<typeof index> {
  return (index ??= readIndex());
}

function readIndex(): NonNullable<typeof index> {
  const [kinds = '', types = ''] = encodedGoTypes.split('\n\n');
  const pairs = (text: string, separator: string): [string, string][] =>
    text.split('\n').map((line) => {
      const at = line.indexOf(separator);
      return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    });
  return { kinds: new Map(pairs(kinds, '=')), lines: new Map(pairs(types, ' ')) };
}

function decodeField(code: string): GoField {
  const [number = '', name = '', flags = '', type = ''] = code.split(':');
  return {
    number: Number(number),
    name,
    isPointer: flags.includes('p'),
    omitsEmpty: flags.includes('o'),
    omitsZero: flags.includes('z'),
    isInline: flags.includes('i'),
    type: decodeType(type),
  };
}

function decodeType(code: string): GoTypeRef {
  if (code.startsWith('[i]')) return { shape: 'items', name: '', element: decodeType(code.slice(3)) };
  if (code.startsWith('[]')) return { shape: 'list', name: '', element: decodeType(code.slice(2)) };
  if (code.startsWith('{}')) return { shape: 'map', name: '', element: decodeType(code.slice(2)) };
  return { shape: scalars.has(code) ? 'scalar' : 'struct', name: code, element: undefined };
}

function addByName(byName: Map<string, GoField>, field: GoField): void {
  if (!field.isInline) {
    byName.set(field.name, field);
    return;
  }
  for (const inner of goType(field.type.name)?.byName.values() ?? []) byName.set(inner.name, inner);
}
