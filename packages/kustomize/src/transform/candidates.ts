import { field } from '../node/fields.ts';
import { tags, textOf } from '../node/node.ts';
import { effectiveNamespace, idText, type ResourceId } from '../resource/ids.ts';
import type { Pacer } from '../pacer.ts';
import type { Resource } from '../resource/resource.ts';

/** A resource that references may lead to. Its ids do not change while references are updated. */
export interface Candidate {
  readonly resource: Resource;
  readonly id: ResourceId;
  readonly former: readonly ResourceId[];
  readonly original: ResourceId;
}

/** All resources of a build, found by the names that they once had. */
export class CandidateIndex {
  readonly #byFormerName = new Map<string, Candidate[]>();
  readonly #byOriginalNamespace = new Map<string, Candidate[]>();

  static async of(resources: readonly Resource[], pacer: Pacer): Promise<CandidateIndex> {
    const index = new CandidateIndex();
    for (const resource of resources) {
      if (pacer.isDue) await pacer.pause();
      index.#addResource(resource);
    }
    return index;
  }

  #addResource(resource: Resource): void {
    const former = resource.previousIds();
    const id = resource.id;
    const candidate: Candidate = { resource, id, former, original: former[0] ?? id };
    addTo(this.#byOriginalNamespace, effectiveNamespace(candidate.original), candidate);
    for (const name of new Set(former.map((previous) => previous.name))) addTo(this.#byFormerName, name, candidate);
  }

  /** What one resource can refer to: its own namespace, what has none, and the subjects of a RoleBinding. */
  reachOf(referrer: Resource): Reach {
    const id = referrer.id;
    const bound = namespacesOfSubjects(referrer);
    const canReach = (candidate: Candidate): boolean => id.isClusterScoped || isReachable(id, candidate, bound);
    return {
      find: (name) => (this.#byFormerName.get(name) ?? []).filter(canReach),
      hasOriginalNamespace: (namespace) => (this.#byOriginalNamespace.get(namespace) ?? []).some(canReach),
    };
  }
}

/** The candidates of one referrer. */
export interface Reach {
  /** Those that once had the name, in order. */
  find(name: string): readonly Candidate[];
  /** Whether any resource came into the build with that namespace. */
  hasOriginalNamespace(namespace: string): boolean;
}

function addTo(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [candidate]);
  else list.push(candidate);
}

function isReachable(referrer: ResourceId, { resource, id }: Candidate, bound: ReadonlySet<string>): boolean {
  if (id.isClusterScoped || effectiveNamespace(id) === effectiveNamespace(referrer)) return true;
  return bound.has(resource.namespace);
}

function namespacesOfSubjects(referrer: Resource): ReadonlySet<string> {
  const namespaces = new Set<string>();
  if (referrer.kind !== 'RoleBinding') return namespaces;
  const subjects = field(referrer.node, 'subjects');
  for (const subject of subjects?.kind === 'seq' ? subjects.content : []) {
    const namespace = field(subject, 'namespace');
    if (namespace === undefined || textOf(field(subject, 'kind')) !== 'ServiceAccount') continue;
    if (namespace.kind !== 'scalar' || namespace.tag === tags.null) {
      throw new Error(`Invalid Input: namespace is blank for resource ${JSON.stringify(idText(referrer.id))}`);
    }
    namespaces.add(namespace.value);
  }
  return namespaces;
}
