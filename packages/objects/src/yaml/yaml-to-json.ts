import type { JsonObject, JsonValue } from '../object.ts';
import { setOwn } from '../json/own.ts';
import type { YamlMap, YamlNode, YamlScalar } from './node.ts';
import { goFloat32 } from './go-float.ts';
import { resolveScalar, type ResolvedScalar, ScalarMismatch, type YamlDialect } from './resolve-scalar.ts';
import { yamlTagPrefix } from './tag-handles.ts';
import { positionAt, YamlError } from './yaml-error.ts';

/**
 * The JSON value of a node as Kubernetes reads it. Keys that are numbers or booleans become text; merge keys (`<<`) are
 * expanded, the map's own keys winning, as kustomize has it. Aliased nodes are copied.
 *
 * @param text the text that the node was read from, for the place in errors
 * @throws YamlError for duplicate keys, keys that are null, lists or maps, infinite floats, and tags that do not fit.
 */
export function yamlToJson(
  node: YamlNode,
  text: string,
  dialect: YamlDialect = 'kubernetes',
  onDuplicateKey?: OnDuplicateKey,
): JsonValue {
  return new Converter(text, dialect, onDuplicateKey).convert(node);
}

type OnDuplicateKey = (reason: string, line: number) => void;

class Converter {
  private readonly text: string;
  private readonly dialect: YamlDialect;
  private readonly onDuplicateKey: OnDuplicateKey | undefined;

  constructor(text: string, dialect: YamlDialect, onDuplicateKey: OnDuplicateKey | undefined) {
    this.text = text;
    this.dialect = dialect;
    this.onDuplicateKey = onDuplicateKey;
  }

  convert(node: YamlNode): JsonValue {
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node);
      case 'seq':
        return node.items.map((item) => this.convert(item));
      case 'map':
        return this.map(node);
    }
  }

  private scalar(node: YamlScalar): JsonValue {
    const { value } = this.resolve(node);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.fail(`unsupported value: ${node.value}`, node);
    }
    return value;
  }

  private resolve(node: YamlScalar): ResolvedScalar {
    try {
      return resolveScalar(node, this.dialect);
    } catch (error) {
      if (error instanceof ScalarMismatch) return this.fail(error.message, node);
      throw error;
    }
  }

  private map(node: YamlMap): JsonObject {
    const object: JsonObject = {};
    let merges: YamlNode[] | undefined;
    for (const { key, value } of node.entries) {
      if (isMergeKey(key)) (merges ??= []).push(value);
      else this.addEntry(object, key, value);
    }
    for (const source of merges ?? []) this.merge(object, source);
    return object;
  }

  private addEntry(object: JsonObject, key: YamlNode, value: YamlNode): void {
    const name = this.keyText(key);
    if (Object.hasOwn(object, name)) this.duplicate(name, key);
    setOwn(object, name, this.convert(value));
  }

  private duplicate(name: string, key: YamlNode): void {
    const reason = `key ${JSON.stringify(name)} already set in map`;
    if (this.onDuplicateKey === undefined) this.fail(reason, key);
    this.onDuplicateKey(reason, positionAt(this.text, key.start).line);
  }

  private keyText(key: YamlNode): string {
    if (key.kind !== 'scalar') return this.fail('invalid map key: a list or map cannot be a key', key);
    const { type, value } = this.resolve(key);
    if (value === null) return this.fail('unsupported map key of type: null', key);
    if (type === 'float') return goFloat32(Number(value));
    if (typeof value === 'bigint' && value >= 2n ** 63n) return this.fail('unsupported map key of type: uint64', key);
    return String(value);
  }

  /** Of several sources the first has precedence, and the map itself before all. */
  private merge(object: JsonObject, source: YamlNode): void {
    const sources = source.kind === 'seq' ? source.items : [source];
    for (const part of sources) {
      if (part.kind !== 'map') this.fail('map merge requires map or sequence of maps as the value', part);
      for (const [key, value] of Object.entries(this.map(part))) {
        if (!Object.hasOwn(object, key)) setOwn(object, key, value);
      }
    }
  }

  private fail(reason: string, node: YamlNode): never {
    throw new YamlError(reason, positionAt(this.text, node.start));
  }
}

/** Whether a key is `<<` in the role of a merge key (plain, or tagged so). */
export function isMergeKey(key: YamlNode): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') return false;
  if (key.tag === '') return key.style === 'plain';
  return key.tag === '!' || key.tag === `${yamlTagPrefix}merge`;
}
