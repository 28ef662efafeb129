import type { FieldSpec } from '../config/types.ts';
import { getField, requireKind, setScalar, fieldOrCreate } from '../node/fields.ts';
import { isNilOrEmpty, isNull, stringNode, tags, textOf, type Node, type Source } from '../node/node.ts';
import { WrongKindError } from '../node/node-error.ts';
import type { Pacer } from '../pacer.ts';
import { notes } from '../resource/annotations.ts';
import { apiVersionOf, idKey, idText, parseApiVersion } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import type { Schemas } from '../schema/schemas.ts';
import { applyFieldSpec, applyFieldSpecs } from './field-spec.ts';
import type { Transformer } from './transformer.ts';

const subjectModes = ['defaultOnly', 'allServiceAccounts', 'none'] as const;
/** Which subjects of role bindings get the namespace. */
export type SubjectMode = (typeof subjectModes)[number];

export interface NamespaceOptions {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  /** Leave namespaces alone that are set already. */
  readonly unsetOnly?: boolean;
  readonly subjects?: string;
}

interface Change extends NamespaceOptions {
  readonly mode: SubjectMode;
  readonly source: Source;
}

/** Puts all resources that are not known to be cluster-scoped into a namespace. */
export function namespaceTransformer(options: NamespaceOptions, source: Source): Transformer {
  const change: Change = { ...options, mode: subjectMode(options.subjects), source };
  return {
    source,
    async transform(set, { pacer, schemas }) {
      if (options.namespace === '') return;
      const counts = await countIds(set, pacer);
      for (const resource of set.list) {
        if (pacer.isDue) await pacer.pause();
        if (resource.isEmpty || resource.annotation(notes.helmGenerated) === 'true') continue;
        moveResource(resource, { change, schemas, counts });
      }
    },
  };
}

function subjectMode(text: string | undefined): SubjectMode {
  if (text === undefined || text === '') return 'defaultOnly';
  const mode = subjectModes.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new Error(
    `invalid value ${JSON.stringify(text)} for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
  );
}

async function countIds(set: ResourceSet, pacer: Pacer): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const resource of set.list) {
    if (pacer.isDue) await pacer.pause();
    addTo(counts, idKey(resource.id), 1);
  }
  return counts;
}

function addTo(counts: Map<string, number>, key: string, change: number): number {
  const count = (counts.get(key) ?? 0) + change;
  counts.set(key, count);
  return count;
}

function moveResource(
  resource: Resource,
  task: { change: Change; schemas: Schemas; counts: Map<string, number> },
): void {
  addTo(task.counts, idKey(resource.id), -1);
  resource.storePreviousId();
  setNamespaceOf(resource.node, task.change, task.schemas);
  if (addTo(task.counts, idKey(resource.id), 1) !== 1) {
    throw new Error(`namespace transformation produces ID conflict: ${idText(resource.id)} is there more than once`);
  }
}

/** Sets the namespace in one resource's tree: metadata, subjects of role bindings, and the fields of the specs. */
export function setNamespaceOf(node: Node, change: Change, schemas: Schemas): void {
  const apiVersion = textOf(getField(node, 'apiVersion'));
  const kind = textOf(getField(node, 'kind'));
  const set = (target: Node): void => setIfWanted(target, change);
  if (!schemas.isClusterScoped(apiVersionOf({ ...parseApiVersion(apiVersion), kind }), kind)) {
    applyFieldSpec(node, metadataNamespace, { set, createKind: 'scalar', source: change.source });
  }
  const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
  if (isBinding) setSubjects(node, change, set);
  const specs = change.specs.filter((spec) => isUsable(spec, apiVersion) && !(isBinding && isSubjectSpec(spec)));
  try {
    applyFieldSpecs(node, specs, { set, createKind: 'scalar', createTag: tags.string, source: change.source });
  } catch (cause) {
    const targetsNoScalar =
      cause instanceof Error && cause.cause instanceof WrongKindError && cause.cause.actual !== 'scalar';
    const problem = targetsNoScalar
      ? 'namespace field specs must target scalar nodes'
      : 'namespace transformation failed';
    throw new Error(`${problem}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const metadataNamespace: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/namespace', create: true };

function isUsable(spec: FieldSpec, apiVersion: string): boolean {
  return spec.path !== 'metadata/namespace' && (apiVersion === 'v1' || spec.path !== 'metadata/name');
}

function isSubjectSpec(spec: FieldSpec): boolean {
  return (spec.kind === 'RoleBinding' || spec.kind === 'ClusterRoleBinding') && spec.path === 'subjects/namespace';
}

function setIfWanted(node: Node, change: Change): void {
  if (change.unsetOnly === true && !isNilOrEmpty(node) && node.kind === 'scalar' && node.value !== '') return;
  setScalar(node, stringNode(change.namespace, change.source));
}

function setSubjects(node: Node, change: Change, set: (target: Node) => void): void {
  if (change.mode === 'none') return;
  const subjects = getField(node, 'subjects');
  if (subjects === undefined || isNull(subjects)) return;
  requireKind(subjects, 'seq');
  for (const subject of subjects.content) {
    if (isWanted(subject, change.mode)) set(fieldOrCreate(subject, 'namespace', 'scalar', change.source));
  }
}

function isWanted(subject: Node, mode: SubjectMode): boolean {
  const [field, wanted] = mode === 'allServiceAccounts' ? ['kind', 'ServiceAccount'] : ['name', 'default'];
  const value = getField(subject, field ?? '');
  requireKind(value, 'scalar');
  return textOf(value) === wanted;
}
