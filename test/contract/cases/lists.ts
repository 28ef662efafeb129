import type { ContractArea, ContractCase, Step } from '../contract-case.ts';
import { configMap, create, get, inCluster, inNamespace, remove, tableAccept } from '../steps.ts';
import { moreLists } from './more-requests.ts';

const maps = inNamespace('v1', 'configmaps');
const pods = inNamespace('v1', 'pods');

const labelled = [
  create(maps, configMap('a', {}, { labels: { tier: 'front', env: 'prod' } })),
  create(maps, configMap('b', {}, { labels: { tier: 'back', env: 'prod' } })),
  create(maps, configMap('c', {}, { labels: { tier: 'back' } })),
  create(maps, configMap('d')),
];

function selecting(selector: string): ContractCase {
  return { name: `label selector ${selector}`, steps: [...labelled, get(`${maps}?labelSelector=${encodeURIComponent(selector)}`)] };
}

function fields(selector: string): ContractCase {
  return { name: `field selector ${selector}`, steps: [...labelled, get(`${maps}?fieldSelector=${encodeURIComponent(selector)}`)] };
}

function listing(name: string, query: string, headers?: Record<string, string>): ContractCase {
  return { name, steps: [...labelled, get(`${maps}${query}`, headers)] };
}

const pod = (name: string, spec: object = {}): Step =>
  create(pods, { metadata: { name }, spec: { containers: [{ name: 'a', image: 'a' }], ...spec } });

const partial = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const partialObject = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

/** Lists: selectors, pages, versions, metadata only. */
export const lists: ContractArea = {
  area: 'lists and selectors',
  cases: [
    ...moreLists,
    listing('of all', ''),
    { name: 'of none', steps: [get(maps), get(pods)] },
    { name: 'of a namespace that is not there', steps: [get('/api/v1/namespaces/not-there/configmaps')] },
    ...[
      'tier=back',
      'tier==back',
      'tier!=back',
      'tier in (front, back)',
      'tier notin (front)',
      'tier',
      '!tier',
      'tier=back,env=prod',
      'tier in ()',
      'env=prod,!nothing',
      'tier=',
      'tier>1',
      'a=b=c',
      '=x',
      'tier in front',
      'x'.repeat(64),
      'tier=bad value!',
      'example.com/name=x',
    ].map(selecting),
    ...['metadata.name=a', 'metadata.name!=a', 'metadata.namespace={ns}', 'metadata.name=a,metadata.namespace={ns}', 'data.x=1', 'metadata.name', 'metadata.name=a=b'].map(
      fields,
    ),
    {
      name: 'field selectors of pods',
      steps: [
        pod('a', { nodeName: 'n1' }),
        pod('b', { restartPolicy: 'Never' }),
        ...['spec.nodeName=n1', 'spec.nodeName=', 'spec.restartPolicy=Never', 'status.phase=Pending', 'status.phase!=Pending', 'spec.image=a'].map((selector) =>
          get(`${pods}?fieldSelector=${encodeURIComponent(selector)}`),
        ),
      ],
    },
    {
      name: 'field selectors of secrets and events',
      steps: [
        create(inNamespace('v1', 'secrets'), { metadata: { name: 'a' } }),
        create(inNamespace('v1', 'secrets'), { metadata: { name: 'b' }, type: 'example.com/x' }),
        get(`${inNamespace('v1', 'secrets')}?fieldSelector=type%3DOpaque`),
        create(inNamespace('v1', 'events'), { metadata: { name: 'e' }, involvedObject: { kind: 'Pod', name: 'p', namespace: '{ns}' }, reason: 'Why', message: 'm', type: 'Normal' }),
        get(`${inNamespace('v1', 'events')}?fieldSelector=involvedObject.name%3Dp,reason%3DWhy`),
        get(`${inNamespace('v1', 'events')}?fieldSelector=involvedObject.name%3Dq`),
      ],
    },
    {
      name: 'pages',
      steps: [
        ...labelled,
        get(`${maps}?limit=3`),
        get(`${maps}?limit=3&continue={5.metadata.continue}`),
        get(`${maps}?limit=2`),
        get(`${maps}?limit=1&continue={7.metadata.continue}`),
        get(`${maps}?limit=9`),
        get(`${maps}?limit=0`),
      ],
    },
    { name: 'pages with a selector', steps: [...labelled, get(`${maps}?limit=1&labelSelector=tier%3Dback`), get(`${maps}?limit=1&labelSelector=tier%3Dback&continue={5.metadata.continue}`)] },
    {
      name: 'a later page does not see what was created after the first',
      steps: [...labelled, get(`${maps}?limit=2`), create(maps, configMap('bb')), get(`${maps}?limit=9&continue={5.metadata.continue}`)],
    },
    listing('continue that is no token', '?limit=2&continue=abc'),
    listing('continue with a resourceVersion', '?limit=2&continue=abc&resourceVersion=1'),
    listing('limit that is no number', '?limit=x'),
    listing('negative limit', '?limit=-1'),
    // Served from a cache, which learns of the last object a moment later.
    { name: 'resourceVersion 0', steps: [...labelled, { ...get(`${maps}?resourceVersion=0`), until: { status: 200, text: '"name":"d"' } }] },
    listing('resourceVersion that is no number', '?resourceVersion=x'),
    listing('resourceVersion from the future', '?resourceVersion=99999999999&timeoutSeconds=1'),
    listing('resourceVersionMatch without a version', '?resourceVersionMatch=Exact'),
    listing('resourceVersionMatch unknown', '?resourceVersion=1&resourceVersionMatch=Sometimes'),
    listing('resourceVersionMatch Exact of 0', '?resourceVersion=0&resourceVersionMatch=Exact'),
    { name: 'resourceVersionMatch Exact', steps: [...labelled, get(`${maps}?resourceVersion={2.metadata.resourceVersion}&resourceVersionMatch=Exact`)] },
    { name: 'resourceVersionMatch NotOlderThan', steps: [...labelled, { ...get(`${maps}?resourceVersion={2.metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`), until: { status: 200, text: '"name":"d"' } }] },
    { name: 'Exact sees what was deleted since', steps: [...labelled, remove(inNamespace('v1', 'configmaps', 'a')), get(`${maps}?resourceVersion={4.metadata.resourceVersion}&resourceVersionMatch=Exact`)] },
    listing('metadata only', '', { accept: partial }),
    { name: 'metadata only of one object', steps: [...labelled, get(inNamespace('v1', 'configmaps', 'a'), { accept: partialObject })] },
    { name: 'metadata only from a create', steps: [create(maps, configMap('a', { x: '1' }), { accept: partialObject })] },
    { name: 'all namespaces by name', steps: [...labelled, get(`${inCluster('v1', 'configmaps')}?fieldSelector=metadata.namespace%3D{ns}`)] },
    { name: 'order of a list', steps: [create(maps, configMap('b')), create(maps, configMap('a')), create(maps, configMap('a-1')), create(maps, configMap('a.1')), get(maps)] },
    { name: 'unknown query parameters', steps: [get(`${maps}?gizmo=1`), get(`${maps}?pretty=true`)] },
    listing('as YAML', '', { accept: 'application/yaml' }),
    listing('as a type that nobody serves', '', { accept: 'text/csv' }),
    listing('with several types', '', { accept: 'text/csv, */*;q=0.5' }),
    listing('as a table of another version', '', { accept: 'application/json;as=Table;v=v9;g=meta.k8s.io' }),
    { name: 'reading at a version', steps: [...labelled, { ...get(`${inNamespace('v1', 'configmaps', 'a')}?resourceVersion=0`), until: { status: 200 } }, get(`${inNamespace('v1', 'configmaps', 'a')}?resourceVersion=x`)] },
    { name: 'table of a page', steps: [...labelled, get(`${maps}?limit=2`, { accept: tableAccept })] },
  ],
};
