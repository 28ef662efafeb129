import type { ContractArea, WatchStep } from '../contract-case.ts';
import { configMap, create, get, inNamespace, patch, remove, update, watch } from '../steps.ts';
import { moreWatches } from './more-requests.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const metadataOnly = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

const since = `${maps}?watch=true&resourceVersion={1.metadata.resourceVersion}`;
const life = [create(maps, configMap('one', { a: '1' })), update(one, configMap('one', { a: '2' })), remove(one)];

function withHeaders(step: WatchStep, headers: Record<string, string>): WatchStep {
  return { ...step, headers };
}

const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

/** Watches: what comes, from which version on, and how errors come. */
export const watches: ContractArea = {
  area: 'watches',
  cases: [
    ...moreWatches,
    { name: 'the life of an object', steps: [get(maps), watch(since, 3, ...life)] },
    { name: 'from a version: what happened since', steps: [get(maps), ...life, watch(since, 3)] },
    { name: 'without a version: what is there first', steps: [create(maps, configMap('one')), watch(`${maps}?watch=true`, 2, create(maps, configMap('two')))] },
    { name: 'from version 0', steps: [create(maps, configMap('one')), watch(`${maps}?watch=true&resourceVersion=0`, 2, create(maps, configMap('two')))] },
    { name: 'by the old path', steps: [create(maps, configMap('one')), watch(`/api/v1/watch/namespaces/{ns}/configmaps`, 1)] },
    { name: 'of one name', steps: [get(maps), watch(`${since}&fieldSelector=metadata.name%3Done`, 2, create(maps, configMap('two')), create(maps, configMap('one')), remove(one))] },
    {
      name: 'by label: entering and leaving',
      steps: [
        get(maps),
        watch(
          `${since}&labelSelector=on`,
          4,
          create(maps, configMap('one')),
          patch('merge', one, { metadata: { labels: { on: '1' } } }),
          patch('merge', one, { data: { a: '1' } }),
          patch('merge', one, { metadata: { labels: { on: null } } }),
          patch('merge', one, { metadata: { labels: { on: '2' } } }),
        ),
      ],
    },
    { name: 'metadata only', steps: [get(maps), withHeaders(watch(since, 3, ...life), metadataOnly)] },
    { name: 'as tables', steps: [get(maps), withHeaders(watch(since, 3, ...life), table)] },
    { name: 'initial events and their bookmark', steps: [create(maps, configMap('one')), create(maps, configMap('two')), watch(`${maps}?watch=true&${initial}`, 3)] },
    { name: 'initial events of nothing', steps: [watch(`${maps}?watch=true&${initial}`, 1)] },
    { name: 'initial events, metadata only', steps: [create(maps, configMap('one')), withHeaders(watch(`${maps}?watch=true&${initial}`, 2), metadataOnly)] },
    { name: 'initial events without a match', steps: [get(`${maps}?watch=true&sendInitialEvents=true`)] },
    { name: 'initial events of a list', steps: [get(`${maps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`)] },
    { name: 'version match on a watch', steps: [get(`${maps}?watch=true&resourceVersion=1&resourceVersionMatch=Exact`)] },
    { name: 'a version that is no number', steps: [get(`${maps}?watch=true&resourceVersion=x`)] },
    { name: 'a bad selector', steps: [get(`${maps}?watch=true&labelSelector=%3D%3D`)] },
    { name: 'that ends by its time-out', steps: [create(maps, configMap('one')), get(`${maps}?watch=true&timeoutSeconds=1`)] },
    { name: 'of a kind that cannot be watched', steps: [get('/apis/authorization.k8s.io/v1/subjectaccessreviews?watch=true')] },
    { name: 'with a finalizer', steps: [get(maps), watch(since, 3, create(maps, configMap('one', {}, { finalizers: ['example.com/a'] })), remove(one), patch('merge', one, { metadata: { finalizers: null } }))] },
    { name: 'an update without change sends nothing', steps: [get(maps), watch(since, 2, create(maps, configMap('one', { a: '1' })), update(one, configMap('one', { a: '1' })), remove(one))] },
    { name: 'a collection deleted', steps: [create(maps, configMap('one')), create(maps, configMap('two')), get(maps), watch(`${maps}?watch=true&resourceVersion={3.metadata.resourceVersion}`, 2, remove(maps))] },
  ],
};
