import type { TypeRef } from '@sluice/objects';

export type Verb =
  'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'impersonate';

/** How an API names a kind: `source.toolkit.fluxcd.io`, `GitRepository`, `gitrepositories`; the core group is empty. */
export interface KindNames {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

/**
 * What a controller asks of an API server in its own name. Each controller declares its rights once; the manager refuses
 * to watch what is not among them, and the roles of every way to install it are made of them.
 */
export interface Right extends KindNames {
  readonly subresource?: 'status';
  readonly verbs: readonly Verb[];
  /** Only objects of these names; all where absent. */
  readonly names?: readonly string[];
  /** For whoever reviews the role. */
  readonly why: string;
}

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly Verb[];
}

/** Of a kind that a controller reconciles: finalizers and annotations are patched, and so is the status. */
export function reconciles(names: KindNames): readonly Right[] {
  const { group, kind, plural } = names;
  return [
    { group, kind, plural, verbs: ['get', 'list', 'watch', 'patch'], why: `reconciles ${kind}` },
    reportsOn(names),
  ];
}

/** Of a kind whose status is written. */
export function reportsOn({ group, kind, plural }: KindNames): Right {
  return { group, kind, plural, subresource: 'status', verbs: ['patch'], why: `reports on ${kind}` };
}

/** Of a kind whose objects a controller follows. */
export function watches({ group, kind, plural }: KindNames, why: string): Right {
  return { group, kind, plural, verbs: ['list', 'watch'], why };
}

/** Of a kind whose suspensions end by `timedSuspensions`. */
export function resumes({ group, kind, plural }: KindNames): Right {
  return { group, kind, plural, verbs: ['patch'], why: `ends suspensions of ${kind}` };
}

/** Of every controller whose objects have events. */
export const recordsEvents: Right = {
  group: '',
  kind: 'Event',
  plural: 'events',
  verbs: ['create'],
  why: 'tells what it did',
};

/** Kinds of Kubernetes that controllers read. */
export const coreKinds: Readonly<Record<'secret' | 'configMap' | 'serviceAccount', KindNames>> = {
  secret: { group: '', kind: 'Secret', plural: 'secrets' },
  configMap: { group: '', kind: 'ConfigMap', plural: 'configmaps' },
  serviceAccount: { group: '', kind: 'ServiceAccount', plural: 'serviceaccounts' },
};

const viewVerbs: readonly Verb[] = ['get', 'list', 'watch'];
const editVerbs: readonly Verb[] = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/** What users may do with the kinds, for the cluster's roles `view` and `edit`. */
export function userRights(kinds: readonly KindNames[], role: 'view' | 'edit'): readonly Right[] {
  const verbs = role === 'view' ? viewVerbs : editVerbs;
  return kinds.map(({ group, kind, plural }) => ({ group, kind, plural, verbs, why: `${role} ${kind}` }));
}

/** Whether one of the rights allows the verb on objects of the type. */
export function allows(rights: readonly Right[], { apiVersion, kind }: TypeRef, verb: Verb): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return rights.some(
    (right) =>
      right.kind === kind &&
      right.group === group &&
      right.subresource === undefined &&
      right.names === undefined &&
      right.verbs.includes(verb),
  );
}

/** The rules that grant the rights and nothing else: one for all resources of a group with the same verbs and names. */
export function policyRules(rights: readonly Right[]): readonly PolicyRule[] {
  const rules = new Map<string, PolicyRule & { resources: string[] }>();
  for (const { group, plural, subresource, verbs, names } of rights) {
    const key = `${group} ${verbs.join()} ${(names ?? []).join()}`;
    const limited = names === undefined ? {} : { resourceNames: names };
    const rule = rules.get(key) ?? { apiGroups: [group], resources: [], ...limited, verbs };
    rules.set(key, rule);
    const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
    if (!rule.resources.includes(resource)) rule.resources.push(resource);
  }
  return [...rules.values()];
}
