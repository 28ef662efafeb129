import type { JsonArray, JsonObject } from '@sluice/objects';
import { loadSchemaFacts } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, numberAt, objectAt, textAt } from '../api-object.ts';
import { timestamp } from '../clock.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { trackUpdate } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { builtinResource } from '../registry/resource.ts';
import { plainStrategy } from '../registry/strategy.ts';
import type { Answer } from '../server/answer.ts';
import { decodeObjectBody } from '../server/decode-body.ts';
import { presentObject } from '../server/present.ts';
import { viewOf } from '../server/read.ts';
import type { ApiRequest } from '../server/request.ts';
import { writeOptions } from '../server/write-parameters.ts';
import { badRequest, conflict, invalid, notFound } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import type { BoundObject, ServiceAccountTokens } from './service-account-tokens.ts';

const group = 'authentication.k8s.io';
const kind = 'TokenRequest';
const defaultSeconds = 3600;
const shortestSeconds = 600;
const longestSeconds = 2 ** 32;

const facts = {
  group,
  version: 'v1',
  kind,
  resource: 'tokenrequests',
  singular: 'tokenrequest',
  namespaced: true,
  verbs: [],
  shortNames: [],
  categories: [],
  subresources: [],
  columns: [],
};
const tokenRequests = builtinResource(facts, () => loadSchemaFacts().typeOf(`${group}/v1`, kind), plainStrategy);

/** `POST …/serviceaccounts/NAME/token` */
export function answerTokenRequest(
  tokens: ServiceAccountTokens,
  registry: Registry,
  accounts: Resource,
  request: ApiRequest,
): Answer {
  const now = registry.clock.now();
  const { namespace, name } = request.info;
  const view = viewOf(tokenRequests, request, now);
  const { value, strictErrors } = decodeObjectBody(request.body, request.headers['content-type'], kind);
  const draft = decodeObject(tokenRequests, value, writeOptions(request), strictErrors);
  checkMetadata(draft, namespace, name);
  const options = writeOptions(request);
  objectAt(draft, 'spec')['expirationSeconds'] ??= defaultSeconds;
  trackUpdate(undefined, draft, { resource: tokenRequests, options, now });
  const account = registry.get(accounts, namespace, name);
  checkUid(draft, account);
  const spec = specOf(draft, tokens.issuer);
  const expiresAt = now + spec.expirationSeconds * 1000;
  const boundTo = boundObject(registry, account, draft);
  const answer: JsonObject = {
    kind,
    apiVersion: `${group}/v1`,
    metadata: {
      name,
      namespace,
      uid: account.metadata.uid ?? '',
      creationTimestamp: timestamp(now),
      managedFields: (draft.metadata.managedFields ?? []) as unknown as JsonArray,
    },
    spec: { ...spec, boundObjectRef: at(draft, 'spec', 'boundObjectRef') ?? null },
    status: {
      token: tokens.issue(account, { audiences: spec.audiences, expiresAt, boundTo }),
      expirationTimestamp: timestamp(expiresAt),
    },
  };
  return presentObject(tokenRequests, answer as ApiObject, view, 201);
}

function checkMetadata({ metadata }: ApiObject, namespace: string, name: string): void {
  if (metadata.name && metadata.name !== name) {
    const cause = invalidValue('metadata.name', metadata.name, 'must match the service account name if specified');
    throw invalid({ group, kind }, name, [cause]);
  }
  if (metadata.namespace && metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function checkUid({ metadata }: ApiObject, account: ApiObject): void {
  const { uid, name = '' } = account.metadata;
  if (!metadata.uid || metadata.uid === uid) return;
  const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid ?? ''})`;
  throw conflict({ group, resource: kind }, name, why);
}

function specOf(draft: ApiObject, issuer: string): { audiences: string[]; expirationSeconds: number } {
  const audiences = listAt(draft, 'spec', 'audiences').map(String);
  const expirationSeconds = numberAt(draft, 'spec', 'expirationSeconds') ?? defaultSeconds;
  const refuse = (rule: string): never => {
    throw invalid({ group, kind }, '', [invalidValue('spec.expirationSeconds', expirationSeconds, rule)]);
  };
  if (expirationSeconds < shortestSeconds) refuse('may not specify a duration less than 10 minutes');
  if (expirationSeconds > longestSeconds) refuse('may not specify a duration larger than 2^32 seconds');
  return { audiences: audiences.length === 0 ? [issuer] : audiences, expirationSeconds };
}

const boundKinds = new Map([
  ['v1 Pod', 'pods'],
  ['v1 Secret', 'secrets'],
  ['v1 Node', 'nodes'],
]);

function boundObject(registry: Registry, account: ApiObject, draft: ApiObject): BoundObject | undefined {
  const { kind: bound, apiVersion, name, uid } = texts(objectAt(draft, 'spec', 'boundObjectRef'));
  if (bound === '' && apiVersion === '' && name === '') return undefined;
  const resource = boundKinds.get(`${apiVersion} ${bound}`);
  if (resource === undefined)
    throw badRequest(
      `cannot bind token to object of type ${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${bound}`,
    );
  const object = registry.store.get(`/${resource}`, bound === 'Node' ? '' : (account.metadata.namespace ?? ''), name);
  if (object === undefined) throw notFound({ group: '', resource }, name);
  checkBound({ object, kind: bound, account, uid });
  return { kind: bound, name, uid: object.metadata.uid ?? '' };
}

function texts(reference: JsonObject): Record<'kind' | 'apiVersion' | 'name' | 'uid', string> {
  const text = (key: string): string => textAt(reference, key) ?? '';
  return { kind: text('kind'), apiVersion: text('apiVersion'), name: text('name'), uid: text('uid') };
}

interface Binding {
  readonly object: ApiObject;
  readonly kind: string;
  readonly account: ApiObject;
  /** That the request says the object has. */
  readonly uid: string;
}

function checkBound({ object, kind: bound, account, uid }: Binding): void {
  const { name = '' } = account.metadata;
  if (bound === 'Pod' && textAt(object, 'spec', 'serviceAccountName') !== name) {
    const why = 'to pod running with different serviceaccount name.';
    throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(name)} ${why}`);
  }
  if (uid === '' || uid === object.metadata.uid) return;
  const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  throw conflict({ group: '', resource: bound }, object.metadata.name ?? '', why);
}
