import type { JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { isJsonObject, setOwn } from '../json/own.ts';
import {
  comparePathElements,
  fieldElement,
  type FieldSetPath,
  parsePathElement,
  type PathElement,
} from './path-element.ts';

interface FieldNode {
  readonly element: PathElement;
  readonly isMember: boolean;
  /** Never empty. */
  readonly children: FieldSet | undefined;
}

/**
 * A set of paths into an object: what `fieldsV1` of a managed fields entry holds. A path can be in the set, and other
 * paths below it too. Sets never change; every operation returns a new one and may share parts with the old.
 */
export class FieldSet {
  static readonly empty: FieldSet = new FieldSet(new Map());
  private readonly nodes: ReadonlyMap<string, FieldNode>;

  private constructor(nodes: ReadonlyMap<string, FieldNode>) {
    this.nodes = nodes;
  }

  /** The set of the given paths. */
  static of(paths: Iterable<FieldSetPath>): FieldSet {
    const root = new Draft();
    for (const path of paths) root.insert(path);
    return root.finish();
  }

  /** The set of the given paths, each the names of fields: `FieldSet.ofFields(['metadata', 'labels'], ['spec'])`. */
  static ofFields(...paths: readonly (readonly string[])[]): FieldSet {
    return FieldSet.of(paths.map((path) => path.map(fieldElement)));
  }

  /** @internal Made by drafts and operations, which keep children from being empty. */
  static ofNodes(nodes: Iterable<FieldNode>): FieldSet {
    const kept = new Map<string, FieldNode>();
    for (const node of nodes) if (node.isMember || node.children !== undefined) kept.set(node.element.id, node);
    return kept.size === 0 ? FieldSet.empty : new FieldSet(kept);
  }

  /**
   * Reads `fieldsV1`.
   *
   * @throws Error for keys that are no path elements; kinds of elements that are not known are left out.
   */
  static fromJson(fieldsV1: JsonValue | undefined): FieldSet {
    return readChildren(fieldsV1).children ?? FieldSet.empty;
  }

  /** Writes `fieldsV1`, keys in the order of the real server. */
  toJson(): JsonObject {
    const json: JsonObject = {};
    for (const { element, isMember, children } of this.sorted()) {
      const inner = children === undefined ? {} : children.toJson();
      setOwn(json, element.id, isMember && children !== undefined ? { '.': {}, ...inner } : inner);
    }
    return json;
  }

  get isEmpty(): boolean {
    return this.nodes.size === 0;
  }

  has(path: FieldSetPath): boolean {
    const [first, ...rest] = path;
    const node = first && this.nodes.get(first.id);
    if (node === undefined) return false;
    return rest.length === 0 ? node.isMember : (node.children?.has(rest) ?? false);
  }

  hasElement(element: PathElement): boolean {
    return this.nodes.get(element.id)?.isMember ?? false;
  }

  /** The paths below an element, relative to it. */
  below(element: PathElement): FieldSet {
    return this.nodes.get(element.id)?.children ?? FieldSet.empty;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    const nodes = new Map(this.nodes);
    for (const [id, theirs] of other.nodes) {
      const ours = nodes.get(id);
      nodes.set(id, ours === undefined ? theirs : unite(ours, theirs));
    }
    return new FieldSet(nodes);
  }

  intersection(other: FieldSet): FieldSet {
    return this.map(({ element, isMember, children }) => ({
      element,
      isMember: isMember && other.hasElement(element),
      children: nonEmpty(children?.intersection(other.below(element))),
    }));
  }

  /** Paths that are not in the other set; a path of the other set does not take those below it away. */
  difference(other: FieldSet): FieldSet {
    return this.map((node) => {
      const theirs = other.nodes.get(node.element.id);
      if (theirs === undefined) return node;
      const { element, isMember, children } = node;
      const rest = theirs.children === undefined ? children : nonEmpty(children?.difference(theirs.children));
      return { element, isMember: isMember && !theirs.isMember, children: rest };
    });
  }

  /** Paths that are neither in the other set nor below one that is. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.map((node) => {
      const theirs = other.nodes.get(node.element.id);
      if (theirs === undefined) return node;
      const { element, isMember, children } = node;
      if (theirs.isMember) return { element, isMember: false, children: undefined };
      return {
        element,
        isMember,
        children: nonEmpty(children?.recursiveDifference(theirs.children ?? FieldSet.empty)),
      };
    });
  }

  /** Adds every declared field of a struct that has paths below it. */
  withNamedFields(schema: TypeSchema | undefined): FieldSet {
    return this.map(({ element, isMember, children }) => {
      const declared = element.kind === 'field' ? schema?.field(element.name) : undefined;
      const inner = element.kind === 'key' ? schema?.element : (declared ?? schema?.element);
      return {
        element,
        isMember: isMember || (children !== undefined && declared !== undefined),
        children: children?.withNamedFields(inner),
      };
    });
  }

  /**
   * Takes paths inside values that are owned as a whole together into the path of the value: a schema can have become
   * atomic since the set was written.
   */
  withWholeAtomics(schema: TypeSchema | undefined): FieldSet {
    if (schema === undefined || schema.shape === 'any') return this;
    let isChanged = false;
    const nodes = Array.from(this.nodes.values(), (node): FieldNode => {
      const { element, isMember, children } = node;
      const inner = element.kind === 'field' ? (schema.field(element.name) ?? schema.element) : schema.element;
      if (children === undefined || inner === undefined) return node;
      const whole = isWhole(inner) ? undefined : children.withWholeAtomics(inner);
      if (whole === children) return node;
      isChanged = true;
      return { element, isMember: isMember || whole === undefined, children: whole };
    });
    return isChanged ? FieldSet.ofNodes(nodes) : this;
  }

  /** Every path of the set: at each level first the members, then what is below them. */
  *paths(): Generator<FieldSetPath> {
    const sorted = this.sorted();
    for (const { element, isMember } of sorted) if (isMember) yield [element];
    for (const { element, children } of sorted) {
      for (const path of children?.paths() ?? []) yield [element, ...path];
    }
  }

  equals(other: FieldSet): boolean {
    if (this.nodes.size !== other.nodes.size) return false;
    for (const [id, { isMember, children }] of this.nodes) {
      const theirs = other.nodes.get(id);
      if (theirs === undefined || theirs.isMember !== isMember) return false;
      if (!(children ?? FieldSet.empty).equals(theirs.children ?? FieldSet.empty)) return false;
    }
    return true;
  }

  private map(change: (node: FieldNode) => FieldNode): FieldSet {
    return FieldSet.ofNodes(Array.from(this.nodes.values(), change));
  }

  private sorted(): FieldNode[] {
    return [...this.nodes.values()].toSorted((a, b) => comparePathElements(a.element, b.element));
  }
}

function isWhole({ shape, listType, mapType }: TypeSchema): boolean {
  return shape === 'list' ? listType === 'atomic' : (shape === 'struct' || shape === 'map') && mapType === 'atomic';
}

function nonEmpty(set: FieldSet | undefined): FieldSet | undefined {
  return set === undefined || set.isEmpty ? undefined : set;
}

function unite(a: FieldNode, b: FieldNode): FieldNode {
  const children = a.children && b.children ? a.children.union(b.children) : (a.children ?? b.children);
  return { element: a.element, isMember: a.isMember || b.isMember, children };
}

function readChildren(json: JsonValue | undefined): { children: FieldSet | undefined; isMember: boolean } {
  const nodes: FieldNode[] = [];
  let isMember = false;
  for (const [key, value] of Object.entries(isJsonObject(json) ? json : {})) {
    if (key === '.') {
      isMember = true;
      continue;
    }
    const element = parsePathElement(key);
    if (element !== undefined) nodes.push({ element, ...readChildren(value) });
  }
  const children = nonEmpty(FieldSet.ofNodes(nodes));
  return { children, isMember: isMember || children === undefined };
}

/** A field set that is being made. */
export class Draft {
  private readonly nodes = new Map<string, { element: PathElement; isMember: boolean; draft: Draft | undefined }>();

  insert(path: FieldSetPath): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    const node = this.node(first);
    if (rest.length === 0) node.isMember = true;
    else (node.draft ??= new Draft()).insert(rest);
  }

  private node(element: PathElement): { isMember: boolean; draft: Draft | undefined } {
    let node = this.nodes.get(element.id);
    if (node === undefined) {
      node = { element, isMember: false, draft: undefined };
      this.nodes.set(element.id, node);
    }
    return node;
  }

  finish(): FieldSet {
    return FieldSet.ofNodes(
      Array.from(this.nodes.values(), ({ element, isMember, draft }) => ({
        element,
        isMember,
        children: nonEmpty(draft?.finish()),
      })),
    );
  }
}
