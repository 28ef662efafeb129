import type { NameReference } from '../config/types.ts';
import { field, getField, setField, setScalar } from '../node/fields.ts';
import { isNull, scalar, tags, type Node, type Source } from '../node/node.ts';
import { notes } from '../resource/annotations.ts';
import { effectiveNamespace, idText, isSelectedBy, type Gvk } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import type { Candidate, Reach } from './candidates.ts';

/** One reference of a resource: where it stands and what kind it leads to. */
export interface ReferenceTask {
  readonly referrer: Resource;
  readonly target: NameReference;
  readonly path: string;
  readonly reach: Reach;
  readonly source: Source;
}

/** Updates the name at a node: a scalar, a map with `name` and `namespace`, or a list of either. */
export function changeReference(node: Node, task: ReferenceTask): void {
  if (isNull(node)) return;
  if (node.kind === 'scalar') return changeScalar(node, task);
  if (node.kind === 'map') return changeMap(node, task);
  for (const element of node.content) {
    if (isNull(element)) continue;
    if (element.kind === 'scalar') changeScalar(element, task);
    else if (element.kind === 'map') changeMap(element, task);
    else throw new Error('a list is expected to hold strings or maps');
  }
}

function changeScalar(node: Node, task: ReferenceTask): void {
  const referral = select(node.value, () => true, { task, same: sameName });
  if (referral === undefined) return;
  noteReferral(referral, task);
  if (referral.name !== node.value) setScalar(node, scalar(referral.name, tags.none, task.source));
}

function changeMap(node: Node, task: ReferenceTask): void {
  const name = field(node, 'name');
  if (name === undefined) throw new Error("path config error; no 'name' field in node");
  const referral = select(name.value, inNamespace(field(node, 'namespace'), task.reach), {
    task,
    same: sameNameAndNamespace,
  });
  if (referral === undefined) return;
  noteReferral(referral, task);
  const namespace = referral.namespace;
  if (referral.name === name.value && namespace === '') return;
  setField(node, 'name', scalar(referral.name, tags.none, task.source));
  if (namespace !== '') setField(node, 'namespace', scalar(namespace, tags.none, task.source));
}

/** A namespace beside the name means the original one if anything was there, else the present one. */
function inNamespace(node: Node | undefined, reach: Reach): (candidate: Candidate) => boolean {
  if (node === undefined) return () => true;
  const namespace = node.value;
  const originals = reach.hasOriginalNamespace(namespace);
  return ({ id, original }) => effectiveNamespace(originals ? original : id) === namespace;
}

function noteReferral(referral: Resource, { referrer }: ReferenceTask): void {
  referral.addNote(notes.referredBy, idText(referrer.id));
}

interface Selection {
  readonly task: ReferenceTask;
  /** Whether several candidates are as good as one. */
  readonly same: (candidates: readonly Resource[]) => boolean;
}

function select(
  name: string,
  accepts: (candidate: Candidate) => boolean,
  { task, same }: Selection,
): Resource | undefined {
  const { referrer, target, reach } = task;
  const roleRef = roleReference(task);
  let found = reach
    .find(name)
    .filter(accepts)
    .filter(({ former }) => former.some((id) => isSelectedBy(id, target)))
    .filter(({ former }) => roleRef === undefined || former.some((id) => isSelectedBy(id, roleRef)))
    .filter((candidate) => isInReach(referrer, candidate))
    .map(({ resource }) => resource);
  if (found.length === 1) return found[0];
  found = found.filter((resource) => sameAffixes(resource, referrer, true));
  if (found.length > 1) found = found.filter((resource) => sameAffixes(resource, referrer, false));
  if (found.length <= 1 || same(found)) return found[0];
  throw new Error(`found multiple possible referrals: ${found.map((resource) => idText(resource.id)).join(', ')}`);
}

/** A binding says the kind of its role itself. */
function roleReference({ referrer, path }: ReferenceTask): Gvk | undefined {
  if (!path.endsWith('roleRef/name')) return undefined;
  const roleRef = getField(referrer.node, 'roleRef');
  const [apiGroup, kind] = [field(roleRef, 'apiGroup'), field(roleRef, 'kind')];
  return apiGroup === undefined || kind === undefined
    ? undefined
    : { group: apiGroup.value, version: '', kind: kind.value };
}

function isInReach(referrer: Resource, { resource, id }: Candidate): boolean {
  const own = referrer.id;
  if (own.isClusterScoped || id.isClusterScoped || resource.kind === 'ServiceAccount') return true;
  return effectiveNamespace(own) === effectiveNamespace(id);
}

/** Whether both got the same prefixes and suffixes last; with `allowEmpty`, one that got none matches any. */
function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  return [notes.prefixes, notes.suffixes].every((note) => {
    const [left, right] = [a.notesOf(note), b.notesOf(note)];
    if (allowEmpty && (left.length === 0 || right.length === 0)) return true;
    return sameEnding(left, right);
  });
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  return a.slice(a.length - length).every((part, at) => part === b[b.length - length + at]);
}

function sameName(resources: readonly Resource[]): boolean {
  return resources.every((resource) => resource.name === resources[0]?.name);
}

function sameNameAndNamespace(resources: readonly Resource[]): boolean {
  return sameName(resources) && resources.every((resource) => resource.namespace === resources[0]?.namespace);
}
