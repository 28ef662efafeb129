import type { JsonObject } from '@sluice/objects';
import { isJsonObject, setOwn } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { each, ensure, fill, fillZero, within } from './fill.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** `stringData` is only ever written: it becomes data. */
export function defaultSecret(secret: ApiObject): void {
  fill(secret, { type: 'Opaque' });
  const { stringData } = secret;
  delete secret['stringData'];
  if (!isJsonObject(stringData) || Object.keys(stringData).length === 0) return;
  const data = ensure(secret, 'data');
  for (const [key, text] of Object.entries(stringData)) {
    setOwn(data, key, Buffer.from(String(text)).toString('base64'));
  }
}

export function defaultNamespace(namespace: ApiObject): void {
  const { name } = namespace.metadata;
  if (name !== undefined && name !== '') {
    namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name };
  }
  fill(ensure(namespace, 'status'), { phase: 'Active' });
}

export function defaultVolumeObject(volume: ApiObject): void {
  fill(ensure(volume, 'status'), { phase: 'Pending' });
  fill(ensure(volume, 'spec'), { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  within(ensure(volume, 'spec'), 'hostPath', (path) => {
    path['type'] ??= '';
  });
}

export function defaultEndpoints(endpoints: ApiObject): void {
  each(endpoints, ['subsets'], (subset) => each(subset, ['ports'], (port) => fill(port, { protocol: 'TCP' })));
}

export function defaultEndpointSlice(slice: ApiObject): void {
  each(slice, ['ports'], (port) => {
    port['name'] ??= '';
    fill(port, { protocol: 'TCP' });
  });
}

export function defaultLimitRange(range: ApiObject): void {
  each(range, ['spec', 'limits'], (item) => {
    if (item['type'] !== 'Container') return;
    fillFrom(item, 'default', item['max']);
    fillFrom(item, 'defaultRequest', item['default']);
    fillFrom(item, 'defaultRequest', item['min']);
  });
}

function fillFrom(item: JsonObject, target: string, source: JsonObject[string] | undefined): void {
  if (isJsonObject(source) && Object.keys(source).length > 0) fill(ensure(item, target), source);
}

export function defaultNetworkPolicy(policy: ApiObject): void {
  const spec = ensure(policy, 'spec');
  for (const direction of ['ingress', 'egress']) {
    each(spec, [direction], (rule) => each(rule, ['ports'], (port) => fill(port, { protocol: 'TCP' })));
  }
  if (Array.isArray(spec['policyTypes']) && spec['policyTypes'].length > 0) return;
  const { egress } = spec;
  spec['policyTypes'] = Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

export function defaultIngressClass(ingressClass: ApiObject): void {
  within(ingressClass, 'spec', (spec) =>
    within(spec, 'parameters', (parameters) => fill(parameters, { scope: 'Cluster' })),
  );
}

export function defaultBinding(binding: ApiObject): void {
  within(binding, 'roleRef', (reference) => fill(reference, { apiGroup: rbacGroup }));
  each(binding, ['subjects'], (subject) => {
    if (subject['kind'] === 'User' || subject['kind'] === 'Group') fill(subject, { apiGroup: rbacGroup });
  });
}

export function defaultStorageClass(storageClass: ApiObject): void {
  fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

export function defaultCsiDriver(driver: ApiObject): void {
  fill(ensure(driver, 'spec'), {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
    seLinuxMount: false,
  });
}

export function defaultPriorityClass(priorityClass: ApiObject): void {
  fill(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' });
}

export function defaultWebhooks(configuration: ApiObject): void {
  const mutates = configuration.kind === 'MutatingWebhookConfiguration';
  each(configuration, ['webhooks'], (webhook) => {
    fill(webhook, { failurePolicy: 'Fail', timeoutSeconds: 10, ...(mutates ? { reinvocationPolicy: 'Never' } : {}) });
    defaultMatching(webhook);
    each(webhook, ['rules'], (rule) => fill(rule, { scope: '*' }));
    within(webhook, 'clientConfig', (config) => within(config, 'service', (service) => fill(service, { port: 443 })));
  });
}

export function defaultClaimOfDevices(claim: ApiObject): void {
  within(claim, 'spec', defaultDeviceRequests);
}

export function defaultClaimTemplate(template: ApiObject): void {
  within(template, 'spec', (spec) => within(spec, 'spec', defaultDeviceRequests));
}

function defaultDeviceRequests(spec: JsonObject): void {
  each(spec, ['devices', 'requests'], (request) => {
    within(request, 'exactly', defaultAllocation);
    each(request, ['firstAvailable'], defaultAllocation);
  });
}

function defaultAllocation(request: JsonObject): void {
  fill(request, { allocationMode: 'ExactCount' });
  if (request['allocationMode'] === 'ExactCount') fill(request, { count: 1 });
}

export function defaultApiService(service: ApiObject): void {
  within(service, 'spec', (spec) => within(spec, 'service', (reference) => fill(reference, { port: 443 })));
}

export function defaultFlowSchema(schema: ApiObject): void {
  within(schema, 'spec', (spec) => fillZero(spec, { matchingPrecedence: 1000 }));
}

export function defaultPriorityLevel(level: ApiObject): void {
  within(level, 'spec', (spec) => {
    within(spec, 'exempt', (exempt) => fill(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 }));
    within(spec, 'limited', (limited) => {
      fill(limited, { nominalConcurrencyShares: 30, lendablePercent: 0 });
      within(limited, 'limitResponse', (response) =>
        within(response, 'queuing', (queuing) => fillZero(queuing, { handSize: 8, queues: 64, queueLengthLimit: 50 })),
      );
    });
  });
}

/** What a node has may be given away, where it does not say otherwise. */
export function defaultNode(node: ApiObject): void {
  within(node, 'status', (status) => {
    if (isJsonObject(status['capacity'])) fill(status, { allocatable: status['capacity'] });
  });
}

export function defaultAdmissionPolicy(policy: ApiObject): void {
  within(policy, 'spec', (spec) => {
    fill(spec, { failurePolicy: 'Fail' });
    within(spec, 'matchConstraints', defaultMatchResources);
  });
}

export function defaultAdmissionBinding(binding: ApiObject): void {
  within(binding, 'spec', (spec) => within(spec, 'matchResources', defaultMatchResources));
}

function defaultMatchResources(resources: JsonObject): void {
  defaultMatching(resources);
  for (const list of ['resourceRules', 'excludeResourceRules'])
    each(resources, [list], (rule) => fill(rule, { scope: '*' }));
}

function defaultMatching(object: JsonObject): void {
  fill(object, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
}
