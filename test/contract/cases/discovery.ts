import { loadSchemaFacts } from '@sluice/objects';
import type { ContractArea, ContractCase } from '../contract-case.ts';
import { get } from '../steps.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

const perGroupVersion: ContractCase[] = loadSchemaFacts()
  .groups()
  .filter(({ name }) => name !== '')
  .flatMap(({ name, versions }) => [
    { name: `group ${name}`, steps: [get(`/apis/${name}`), get(`/apis/${name}/`)] },
    ...versions.map((version) => ({ name: `resources of ${name}/${version}`, steps: [get(`/apis/${name}/${version}`)] })),
  ]);

/** What a client asks before it knows any kind. */
export const discovery: ContractArea = {
  area: 'discovery',
  cases: [
    { name: 'resources of the core group', steps: [get('/api/v1'), get('/api/v1/')] },
    { name: 'list of groups', steps: [get('/apis'), get('/apis/')] },
    ...perGroupVersion,
    { name: 'everything in one document', steps: [get('/api', { accept: aggregated }), get('/apis', { accept: aggregated })] },
    { name: 'unknown group', steps: [get('/apis/none.example'), get('/apis/none.example/v1')] },
    { name: 'unknown version of a group', steps: [get('/apis/apps/v9'), get('/apis/apps/v1beta1/deployments')] },
    { name: 'unknown version of the core group', steps: [get('/api/v9'), get('/api/v9/pods')] },
    { name: 'unknown resource', steps: [get('/api/v1/gizmos'), get('/apis/apps/v1/namespaces/{ns}/gizmos/a')] },
    { name: 'unknown path', steps: [get('/nowhere'), get('/apiz')] },
    { name: 'health', steps: [get('/healthz'), get('/livez'), get('/readyz'), get('/healthz/ping')] },
    { name: 'a media type that nobody serves', steps: [get('/api/v1', { accept: 'text/html' }), get('/apis', { accept: 'image/png' })] },
    { name: 'methods that discovery has not', steps: [{ method: 'POST', path: '/apis', body: {} }, { method: 'DELETE', path: '/api/v1' }] },
  ],
};
