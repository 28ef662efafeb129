import type { GroupFacts, KindFacts, PrinterColumn, SchemaFacts, TypeSchema } from '../schema.ts';
import { decodeSchema } from './encoded-type.ts';
import type { ColumnCode, FactsHeader, KindCode, TypeCode } from './encoding.ts';
import { encodedFacts } from './facts-data.ts';

let loaded: SchemaFacts | undefined;

/**
 * The facts of the Kubernetes release that this version was generated from. The first call indexes them (some
 * milliseconds), later ones return the same object; types are decoded as they are asked for.
 */
export function loadSchemaFacts(): SchemaFacts {
  return (loaded ??= readFacts(encodedFacts));
}

/** Reads facts in their encoded form. Fails where the text is not what the generator writes. */
export function readFacts(text: string): SchemaFacts {
  const [headerLine = '', groupLines = '', kindLines = '', typeLines = ''] = text.split('\n\n');
  const header = JSON.parse(headerLine) as FactsHeader;
  if (header.format !== 1) throw new Error(`schema facts are of format ${String(header.format)}, this version reads 1`);
  return new EncodedFacts(header, groupLines.split('\n'), kindLines.split('\n'), typeLines.split('\n'));
}

class EncodedFacts implements SchemaFacts {
  readonly kubernetesVersion: string;
  readonly #groups: readonly GroupFacts[];
  readonly #kinds: readonly KindFacts[];
  readonly #byKind: ReadonlyMap<string, KindFacts>;
  readonly #lines: ReadonlyMap<string, string>;
  readonly #types = new Map<string, TypeSchema>();
  #typeNames: ReadonlyMap<string, string> | undefined;

  constructor(
    header: FactsHeader,
    groupLines: readonly string[],
    kindLines: readonly string[],
    typeLines: readonly string[],
  ) {
    this.kubernetesVersion = header.kubernetesVersion;
    this.#groups = groupLines.map((line) => JSON.parse(line) as GroupFacts);
    this.#kinds = kindLines.map((line) => decodeKind(JSON.parse(line) as KindCode));
    this.#byKind = new Map(this.#kinds.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind]));
    this.#lines = new Map(typeLines.map((line) => splitTypeLine(line)));
  }

  groups(): readonly GroupFacts[] {
    return this.#groups;
  }

  kinds(): readonly KindFacts[] {
    return this.#kinds;
  }

  kind(apiVersion: string, kind: string): KindFacts | undefined {
    return this.#byKind.get(`${apiVersion} ${kind}`);
  }

  typeOf(apiVersion: string, kind: string): TypeSchema | undefined {
    this.#typeNames ??= indexTypeNames(this.#lines);
    const name = this.#typeNames.get(`${apiVersion} ${kind}`);
    return name === undefined ? undefined : this.#type(name);
  }

  readonly #type = (name: string): TypeSchema => {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const line = this.#lines.get(name);
    if (line === undefined) throw new Error(`schema facts are damaged: no type ${name}`);
    const schema = decodeSchema(JSON.parse(line) as TypeCode, this.#type);
    this.#types.set(name, schema);
    return schema;
  };
}

function splitTypeLine(line: string): [string, string] {
  const space = line.indexOf(' ');
  return [line.slice(0, space), line.slice(space + 1)];
}

const gvkPattern = /^\{"gvk":"([^"]+)"/;

/** The generator writes `gvk` first, so that finding a kind's type needs no parsing of the others. */
function indexTypeNames(lines: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, line] of lines) {
    const gvk = gvkPattern.exec(line)?.[1];
    if (gvk !== undefined) names.set(gvk, name);
  }
  return names;
}

function apiVersionOf({ group, version }: Pick<KindFacts, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

function decodeKind(code: KindCode): KindFacts {
  return { ...code, columns: code.columns.map((column) => decodeColumn(column)) };
}

function decodeColumn(code: ColumnCode): PrinterColumn {
  const { name, type, format = '', priority = 0 } = typeof code === 'string' ? { name: code, type: 'string' } : code;
  return { name, type, format, priority, description: '' };
}
