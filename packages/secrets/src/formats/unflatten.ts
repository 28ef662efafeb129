import { Problem } from '../decryption-error.ts';
import { scalarOf, type SopsEntry, type SopsMap, type SopsNode } from '../sops/tree.ts';

const maxDepth = 10;

interface Branch {
  value: string | undefined;
  readonly names: Map<string, Branch>;
  readonly indices: Map<string, Branch>;
}

/** Metadata from a flat format, where `age__list_0__map_enc` stands for `age[0].enc`. */
export function unflatten(entries: Iterable<readonly [string, string]>): SopsMap {
  const root = newBranch();
  for (const [name, value] of entries) place(root, `__map_${name}`, value);
  return { kind: 'map', entries: mapEntries(root) };
}

function newBranch(): Branch {
  return { value: undefined, names: new Map(), indices: new Map() };
}

function place(root: Branch, name: string, value: string): void {
  const steps = [...name.matchAll(/__(map|list)_((?:(?!__map_|__list_).)*)/g)];
  if (steps.length > maxDepth) throw new Problem('Malformed', 'its metadata are nested too deep');
  let branch = root;
  for (const [, kind, part = ''] of steps) {
    const children = kind === 'map' ? branch.names : branch.indices;
    const next = children.get(part) ?? newBranch();
    children.set(part, next);
    branch = next;
  }
  if (branch.value !== undefined) throw new Problem('Malformed', 'a name of its metadata is there twice');
  branch.value = value;
}

function nodeOf(branch: Branch): SopsNode {
  const kinds = Number(branch.value !== undefined) + Number(branch.names.size > 0) + Number(branch.indices.size > 0);
  if (kinds > 1) throw new Problem('Malformed', 'a name of its metadata is both a value and a list or map');
  if (branch.value !== undefined) return { kind: 'leaf', value: scalarOf('str', branch.value) };
  if (branch.indices.size === 0) return { kind: 'map', entries: mapEntries(branch) };
  const items = Array.from({ length: branch.indices.size }, (_, index) => branch.indices.get(String(index)));
  return { kind: 'list', items: items.map((item) => nodeOf(item ?? missing())) };
}

function missing(): never {
  throw new Problem('Malformed', 'a list of its metadata is not complete');
}

function mapEntries({ names }: Branch): readonly SopsEntry[] {
  return Array.from(names, ([key, branch]) => ({ key, value: nodeOf(branch) }));
}
