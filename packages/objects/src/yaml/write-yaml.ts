import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import { compareKeys } from './compare-keys.ts';
import { scalarStyle } from './scalar-style.ts';
import { bareText, scalarText } from './write-scalar.ts';

export interface WriteYamlOptions {
  /** Write the keys of every map in go-yaml's order, as `kubectl -o yaml` and `kustomize build` do. Default false. */
  readonly sortKeys?: boolean;
}

/**
 * Writes a value as a YAML document, byte for byte as `kubectl -o yaml` and `kustomize build` write it: two spaces,
 * lists at the column of their key, literals for text of several lines, quotes where text would be read as something
 * else, long lines folded. Ends with a line break.
 */
export function writeYaml(value: JsonValue, options: WriteYamlOptions = {}): string {
  return new Writer(options.sortKeys ?? false).write(value);
}

/** Writes values as the documents of one stream, with `---` between them. */
export function writeYamlStream(values: readonly JsonValue[], options: WriteYamlOptions = {}): string {
  return values.map((value) => writeYaml(value, options)).join('---\n');
}

const longestSimpleKey = 128;

class Writer {
  private readonly sortKeys: boolean;
  private readonly parts: string[] = [];

  constructor(sortKeys: boolean) {
    this.sortKeys = sortKeys;
  }

  write(value: JsonValue): string {
    this.node(value, 0, 0);
    this.startLine(0);
    return this.parts.join('');
  }

  /**
   * Writes a node at the current column; what follows on later lines is indented by `indent`. Scalars and collections
   * inside them go two further. `column` is where the node begins.
   */
  private node(value: JsonValue, indent: number, column: number): void {
    if (Array.isArray(value)) this.list(value, indent);
    else if (typeof value === 'object' && value !== null) this.map(value, indent);
    else this.scalar(value, indent + 2, column);
  }

  private scalar(value: Exclude<JsonValue, JsonArray | JsonObject>, indent: number, column: number): void {
    const isText = typeof value === 'string';
    this.parts.push(isText ? scalarText(value, scalarStyle(value, false), column, indent, true) : bareText(value));
  }

  private list(items: JsonArray, indent: number): void {
    if (items.length === 0) this.parts.push('[]');
    items.forEach((item, index) => {
      if (index > 0) this.startLine(indent);
      this.parts.push('- ');
      if (isFilled(item)) this.node(item, indent + 2, indent + 2);
      else this.node(item, indent, indent + 2);
    });
  }

  private map(object: JsonObject, indent: number): void {
    const keys = Object.keys(object);
    if (keys.length === 0) this.parts.push('{}');
    if (this.sortKeys) keys.sort(compareKeys);
    keys.forEach((key, index) => {
      if (index > 0) this.startLine(indent);
      this.entry(key, object[key] as JsonValue, indent);
    });
  }

  private entry(key: string, value: JsonValue, indent: number): void {
    if (Buffer.byteLength(key) > longestSimpleKey || key.includes('\n')) {
      this.longEntry(key, value, indent);
      return;
    }
    const head = `${scalarText(key, scalarStyle(key, true), indent, indent + 2, false)}:`;
    this.parts.push(head);
    if (isFilled(value)) {
      const inner = Array.isArray(value) ? indent : indent + 2;
      this.startLine(inner);
      this.node(value, inner, inner);
    } else {
      this.parts.push(' ');
      this.node(value, indent, indent + Array.from(head).length + 1);
    }
  }

  /** A key that is too long, or has several lines, takes the form with `?`. */
  private longEntry(key: string, value: JsonValue, indent: number): void {
    this.parts.push('? ', scalarText(key, scalarStyle(key, false), indent + 2, indent + 2, true));
    this.startLine(indent);
    this.parts.push(': ');
    this.node(value, isFilled(value) ? indent + 2 : indent, indent + 2);
  }

  private startLine(indent: number): void {
    if (this.parts.at(-1)?.endsWith('\n') !== true) this.parts.push('\n');
    if (indent > 0) this.parts.push(' '.repeat(indent));
  }
}

function isFilled(value: JsonValue): value is JsonArray | JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}
