import type { ContractArea, ContractCase, RequestStep, Step } from '../contract-case.ts';
import { configMap, create, get, inCluster, inNamespace, patch, patchTypes, remove, watch } from '../steps.ts';
import { samples, type Sample } from './protobuf-samples.ts';

const type = 'application/vnd.kubernetes.protobuf';
/** As the typed clients of client-go ask. */
const accept = { accept: `${type},application/json` };
const only = { accept: type };
const metadataOnly = `${type};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`;
const metadataList = `${type};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;
const typed = (body: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', ...body });

const maps = inNamespace('v1', 'configmaps');
const one = `${maps}/one`;
const group = '{ns}.example.org';
const gizmos = inNamespace(`${group}/v1`, 'gizmos');
const names = { plural: 'gizmos', kind: 'Gizmo' };
const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } };
const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `gizmos.${group}` }, spec: { group, scope: 'Namespaced', names, versions: [version] } };
const gizmo = { apiVersion: `${group}/v1`, kind: 'Gizmo', metadata: { name: 'one' } };
const established: Step[] = [create(inCluster('apiextensions.k8s.io/v1', 'customresourcedefinitions'), definition), { ...get(gizmos), until: { status: 200 } }];

function send(method: string, path: string, body: unknown, contentType = type): RequestStep {
  return { method, path, body, headers: { ...accept, 'content-type': contentType } };
}

/** Created from protobuf, read back in both forms, listed by its label. */
function roundTrip({ groupVersion, resource, kind, body, inCluster: isInCluster }: Sample): ContractCase {
  const path = isInCluster === true ? inCluster(groupVersion, resource) : inNamespace(groupVersion, resource);
  const object = `${path}/{1.metadata.name}`;
  // A definition is established in the server's own time.
  const settled = kind === 'CustomResourceDefinition' ? [{ ...get(object), until: { status: 200, text: 'InitialNamesAccepted' } }] : [];
  return {
    name: `a ${kind} in ${groupVersion}`,
    steps: [send('POST', path, body), ...settled, get(object, accept), get(object), get(`${path}?labelSelector=t%3D{ns}`, accept)],
  };
}

const reading: ContractCase[] = [
  { name: 'Accept: first of several', steps: [create(maps, configMap('one')), get(one, { accept: `application/json,${type}` }), get(one, accept), get(one, { accept: `text/plain, ${type}` })] },
  { name: 'Accept: by quality', steps: [create(maps, configMap('one')), get(one, { accept: `application/json;q=0.5,${type};q=0.9` }), get(one, { accept: `${type};q=0.1,application/yaml` })] },
  { name: 'Accept: with parameters', steps: [create(maps, configMap('one')), get(one, { accept: `${type};x=y` }), get(one, { accept: `${type};stream=watch` }), get(one, { accept: `${type};stream=other` })] },
  { name: 'Accept: YAML of a list and of metadata', steps: [create(maps, configMap('one')), get(maps, { accept: 'application/yaml' }), get(one, { accept: 'application/yaml;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' })] },
  { name: 'only metadata', steps: [create(maps, configMap('one', {}, { labels: { a: 'b' }, finalizers: ['x.y/z'] })), get(one, { accept: metadataOnly }), get(maps, { accept: metadataList }), get(one, { accept: metadataOnly.replace('v=v1', 'v=v1beta1') })] },
  { name: 'a table has no such form', steps: [get(maps, { accept: `${type};as=Table;g=meta.k8s.io;v=v1` }), get(maps, { accept: `${type};as=Table;g=meta.k8s.io;v=v1,application/json` })] },
  { name: 'a list in pages', steps: [create(maps, configMap('a')), create(maps, configMap('b')), get(`${maps}?limit=1`, accept)] },
  { name: 'an empty list', steps: [get(inNamespace('apps/v1', 'deployments'), accept), get(inNamespace('v1', 'pods'), accept)] },
  { name: 'errors', steps: [get(one, accept), get(`${maps}?limit=x`, accept), get(inNamespace('v1', 'nothings'), accept), { ...get(maps), headers: { ...accept, 'impersonate-user': 'nobody' } }] },
  { name: 'an error of a write', steps: [send('POST', maps, typed({ metadata: { name: 'Bad_Name' } })), send('POST', maps, typed({ metadata: {} }))] },
  { name: 'discovery', steps: [get('/api/v1', only), get('/apis/apps/v1', only), get('/apis/apps', only)] },
  { name: 'subresources', steps: [create(inNamespace('apps/v1', 'deployments'), samples.find(({ kind }) => kind === 'Deployment')?.body), get(inNamespace('apps/v1', 'deployments', 'one', 'scale'), accept), get(inNamespace('apps/v1', 'deployments', 'one', 'status'), accept)] },
];

const writing: ContractCase[] = [
  { name: 'an update', steps: [create(maps, configMap('one', { a: '1' })), send('PUT', one, typed({ metadata: { name: 'one' }, data: { b: '2' } })), get(one)] },
  { name: 'patches answer so too', steps: [create(maps, configMap('one')), send('PATCH', one, '{"data":{"a":"1"}}', patchTypes.merge), send('PATCH', `${one}?fieldManager=m`, JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', data: { b: '1' } }), patchTypes.apply)] },
  { name: 'no patch is written so', steps: [create(maps, configMap('one')), send('PATCH', one, typed({}))] },
  { name: 'a deletion with options', steps: [create(maps, configMap('one')), send('DELETE', one, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, propagationPolicy: 'Background' }), get(one, accept)] },
  { name: 'a deletion under a wrong precondition', steps: [create(maps, configMap('one')), send('DELETE', one, { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'x' } })] },
  { name: 'a deletion of a pod', steps: [create(inNamespace('v1', 'pods'), samples.find(({ kind }) => kind === 'Pod')?.body), send('DELETE', inNamespace('v1', 'pods', 'one'), { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 })] },
  { name: 'a deletion of a pod, watched', steps: [get(inNamespace('v1', 'pods')), watch(`${inNamespace('v1', 'pods')}?watch=true&resourceVersion={1.metadata.resourceVersion}`, 3, create(inNamespace('v1', 'pods'), samples.find(({ kind }) => kind === 'Pod')?.body), remove(inNamespace('v1', 'pods', 'one')))] },
  { name: 'a deletion of a collection', steps: [create(maps, configMap('one')), { ...remove(`${maps}?labelSelector=a%3Db`), headers: accept }] },
  { name: 'another kind', steps: [send('POST', maps, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } })] },
  { name: 'bytes that are none', steps: [send('POST', maps, new TextEncoder().encode('{"kind":"ConfigMap"}')), send('POST', maps, '')] },
  { name: 'an access review', steps: [send('POST', inCluster('authorization.k8s.io/v1', 'selfsubjectaccessreviews'), { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } })] },
];

const custom: ContractCase[] = [
  { name: 'custom resources have JSON and YAML', steps: [...established, create(gizmos, gizmo), get(`${gizmos}/one`, accept), get(`${gizmos}/one`, only), get(gizmos, accept)] },
  { name: 'metadata of custom resources', steps: [...established, create(gizmos, gizmo), get(`${gizmos}/one`, { accept: metadataOnly }), get(gizmos, { accept: metadataList })] },
  { name: 'errors of custom resources', steps: [...established, get(`${gizmos}/none`, accept)] },
  { name: 'a deletion of a custom resource', steps: [...established, create(gizmos, gizmo), { ...remove(`${gizmos}/one`), headers: accept }] },
];

const since = `${maps}?watch=true&resourceVersion={1.metadata.resourceVersion}`;
const life = [create(maps, configMap('one', { a: '1' })), patch('merge', one, { data: { a: '2' } }), remove(one)];

const watching: ContractCase[] = [
  { name: 'a watch', steps: [get(maps), { ...watch(since, 3, ...life), headers: accept }] },
  { name: 'a watch as client-go asks', steps: [get(maps), { ...watch(since, 3, ...life), headers: { accept: `${type};stream=watch` } }] },
  { name: 'a watch with bookmarks', steps: [create(maps, configMap('one')), { ...watch(`${maps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`, 2), headers: accept }] },
  { name: 'a watch of metadata', steps: [get(maps), { ...watch(since, 3, ...life), headers: { accept: metadataOnly } }] },
  { name: 'a watch of custom metadata', steps: [...established, create(gizmos, gizmo), { ...watch(`${gizmos}?watch=true`, 1), headers: { accept: metadataOnly } }] },
  { name: 'a watch of a forgotten version', steps: [get(`${maps}?watch=true&resourceVersion=1x`, accept)] },
  { name: 'YAML has no frames', steps: [get(`${maps}?watch=true`, { accept: 'application/yaml' })] },
  { name: 'custom resources have no such frames', steps: [...established, get(`${gizmos}?watch=true`, only)] },
];

/** Protobuf for built-in kinds, as typed clients written in Go speak it. */
export const protobuf: ContractArea = {
  area: 'protobuf',
  ring: 2,
  cases: [...samples.map(roundTrip), ...reading, ...writing, ...custom, ...watching],
};
