import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { isJsonObject } from '@sluice/objects';
import { defaultContainer } from './container.ts';
import { each, ensure, fill, within } from './fill.ts';
import { defaultVolume } from './volume.ts';

const graceSeconds = 30;

/** Defaults of the spec of a pod, and of every pod template. */
function defaultPodSpec(spec: JsonObject): void {
  fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: graceSeconds,
    schedulerName: 'default-scheduler',
  });
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) each(spec, [list], defaultContainer);
  each(spec, ['volumes'], defaultVolume);
  if (spec['serviceAccountName'] !== undefined) spec['serviceAccount'] = spec['serviceAccountName'];
  else if (spec['serviceAccount'] !== undefined) spec['serviceAccountName'] = spec['serviceAccount'];
}

/** Defaults of a template; `owner` holds it under `template`. */
export function defaultTemplate(owner: JsonObject): void {
  within(owner, 'template', (template) => within(template, 'spec', defaultPodSpec));
}

/** Defaults that pods have and templates have not. */
export function defaultPod(pod: ApiObject): void {
  within(pod, 'status', pairAddresses);
  within(pod, 'spec', (spec) => {
    defaultPodSpec(spec);
    fill(spec, { enableServiceLinks: true });
    for (const list of ['containers', 'initContainers']) each(spec, [list], (container) => defaultRequests(container));
    if (spec['hostNetwork'] === true)
      for (const list of ['containers', 'initContainers']) each(spec, [list], openOnHost);
  });
}

/** The first of a pod's addresses is its address. */
function pairAddresses(status: JsonObject): void {
  const { podIP, podIPs } = status;
  const [first] = Array.isArray(podIPs) ? podIPs : [];
  if (podIP && first === undefined) status['podIPs'] = [{ ip: podIP }];
  if (!podIP && isJsonObject(first)) status['podIP'] = first['ip'] ?? '';
}

function defaultRequests(container: JsonObject): void {
  within(container, 'resources', (resources) => {
    const { limits } = resources;
    if (isJsonObject(limits)) fill(ensure(resources, 'requests'), limits);
  });
}

function openOnHost(container: JsonObject): void {
  each(container, ['ports'], (port) => {
    if (port['containerPort'] !== undefined && !port['hostPort']) port['hostPort'] = port['containerPort'];
  });
}
