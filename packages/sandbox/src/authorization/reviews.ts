import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { User } from '../registry/user.ts';
import { reviewToken } from '../authentication/token-review.ts';
import type { Authenticator } from '../authentication/authentication.ts';
import { microTimestamp } from '../clock.ts';
import type { ApiRequest } from '../server/request.ts';
import type { Cause } from '../status-error.ts';
import { badRequest, invalid } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import type { Attributes } from './attributes.ts';
import type { Authorizer } from './authorizer.ts';
import { userInfo } from './user-info.ts';

/** Who knows the answers. */
export interface Access {
  readonly authorizer: Authorizer;
  readonly authenticator: Authenticator;
}

type Review = (access: Access, review: ApiObject, user: User) => JsonObject;

/** Kinds that are not stored: creating one asks a question, and the answer is its status. */
export const reviews: ReadonlyMap<string, Review> = new Map([
  ['SelfSubjectAccessReview', ({ authorizer }, review, user) => decision(authorizer, attributesOf(review, user))],
  ['SubjectAccessReview', ({ authorizer }, review) => decision(authorizer, attributesOf(review, subjectOf(review)))],
  [
    'LocalSubjectAccessReview',
    ({ authorizer }, review) => decision(authorizer, attributesOf(review, subjectOf(review))),
  ],
  [
    'SelfSubjectRulesReview',
    ({ authorizer }, review, user) => rules(authorizer, user, textAt(review, 'spec', 'namespace') ?? ''),
  ],
  ['TokenReview', ({ authenticator }, review) => reviewToken(authenticator, review)],
  ['SelfSubjectReview', (_access, _review, user) => ({ userInfo: userInfo(user) })],
]);

/** The answered review. Only the status is new, but for a time that real servers add to who asks about themselves. */
export function answerReview(
  access: Access,
  review: ApiObject,
  { user, info }: Pick<ApiRequest, 'user' | 'info'>,
  now: number,
): ApiObject | undefined {
  const ask = reviews.get(review.kind);
  if (ask === undefined) return undefined;
  if (info.namespace !== '') review.metadata.namespace = info.namespace;
  checkReview(review, info.namespace);
  const answered = { ...review, status: ask(access, review, user) } as unknown as ApiObject;
  if (review.kind === 'SelfSubjectRulesReview') answered['spec'] = {};
  if (review.kind === 'SelfSubjectReview')
    answered.metadata = { ...review.metadata, creationTimestamp: `${microTimestamp(now).slice(0, 19)}Z` };
  return answered;
}

/** What cannot be answered. The kind in the message is empty, as on a real server. */
function checkReview(review: ApiObject, namespace: string): void {
  if (review.kind === 'SelfSubjectRulesReview' && !textAt(review, 'spec', 'namespace'))
    throw badRequest('no namespace on request');
  if (!review.kind.endsWith('SubjectAccessReview')) return;
  const causes = [
    ...questionCauses(review),
    ...(review.kind.startsWith('Self') ? [] : subjectCauses(review)),
    ...(review.kind.startsWith('Local') ? localCauses(review, namespace) : []),
  ];
  if (causes.length > 0) throw invalid({ group: 'authorization.k8s.io', kind: '' }, '', causes);
}

/** A question is about a resource or about a path. */
function questionCauses(review: ApiObject): readonly Cause[] {
  const { resourceAttributes, nonResourceAttributes } = objectAt(review, 'spec');
  const path = 'spec.nonResourceAttributes';
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined)
    return [invalidValue(path, shownPath(review), 'cannot be specified in combination with resourceAttributes')];
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return [];
  const rule = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidValue('spec.resourceAttributes', null, rule)];
}

/** Of a type that has no names for JSON. */
function shownPath(review: ApiObject): JsonObject {
  const asked = objectAt(review, 'spec', 'nonResourceAttributes');
  return { Path: textAt(asked, 'path') ?? '', Verb: textAt(asked, 'verb') ?? '' };
}

/** A review of somebody must say of whom. */
function subjectCauses(review: ApiObject): readonly Cause[] {
  const { name, groups } = subjectOf(review);
  if (name !== '' || groups.length > 0) return [];
  return [invalidValue('spec.user', '', 'at least one of user or group must be specified')];
}

function localCauses(review: ApiObject, namespace: string): readonly Cause[] {
  const { resourceAttributes, nonResourceAttributes } = objectAt(review, 'spec');
  const asked = textAt(resourceAttributes, 'namespace') ?? '';
  return [
    ...(resourceAttributes !== undefined && asked !== namespace
      ? [invalidValue('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace')]
      : []),
    ...(nonResourceAttributes === undefined
      ? []
      : [invalidValue('spec.nonResourceAttributes', shownPath(review), 'disallowed on this kind of request')]),
  ];
}

function attributesOf(review: ApiObject, user: User): Attributes {
  const resource = objectAt(review, 'spec', 'resourceAttributes');
  const path = objectAt(review, 'spec', 'nonResourceAttributes');
  const isResource = isJsonObject(objectAt(review, 'spec')['resourceAttributes']);
  return {
    user,
    isResource,
    verb: textAt(isResource ? resource : path, 'verb') ?? '',
    group: textAt(resource, 'group') ?? '',
    resource: textAt(resource, 'resource') ?? '',
    subresource: textAt(resource, 'subresource') ?? '',
    namespace: textAt(resource, 'namespace') ?? '',
    name: textAt(resource, 'name') ?? '',
    path: textAt(path, 'path') ?? '',
  };
}

function subjectOf(review: ApiObject): User {
  return { name: textAt(review, 'spec', 'user') ?? '', groups: listAt(review, 'spec', 'groups').map(String) };
}

function decision(authorizer: Authorizer, attributes: Attributes): JsonObject {
  const { allowed, reason } = authorizer.decide(attributes);
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function rules(authorizer: Authorizer, user: User, namespace: string): JsonObject {
  const all = authorizer.rulesOf(user, namespace);
  return {
    resourceRules: all
      .filter((rule) => rule['resources'] !== undefined)
      .map((rule) => pick(rule, ['verbs', 'apiGroups', 'resources', 'resourceNames'])),
    nonResourceRules: all
      .filter((rule) => rule['nonResourceURLs'] !== undefined)
      .map((rule) => pick(rule, ['verbs', 'nonResourceURLs'])),
    incomplete: false,
  };
}

function pick(rule: JsonObject, keys: readonly string[]): JsonValue {
  return Object.fromEntries(
    keys.filter((key) => listAt(rule, key).length > 0).map((key) => [key, rule[key] as JsonValue]),
  );
}
