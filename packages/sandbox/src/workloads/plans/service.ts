import type { JsonArray, JsonObject, JsonValue } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../../api-object.ts';
import { isTrueCondition } from '../../conditions.ts';
import { controllerReference, copyOf } from '../children.ts';
import { matchesLabels } from '../label-selector.ts';
import type { PlanContext, Planner } from '../plan.ts';
import { nothing } from '../plan.ts';

const nameLabel = 'kubernetes.io/service-name';

/** Lists the pods behind a Service in an EndpointSlice. */
export const services: Planner = {
  table: '/services',
  component: 'kube-controller-manager',
  plan(service, context) {
    const selector = objectAt(service, 'spec', 'selector');
    if (service.metadata.deletionTimestamp !== undefined || Object.keys(selector).length === 0) return nothing;
    const pods = context
      .list('/pods', service.metadata.namespace)
      .filter((pod) => matchesLabels(pod, selector) && textAt(pod, 'status', 'podIP') !== undefined);
    return planSlice(service, pods, context);
  },
};

function planSlice(service: ApiObject, pods: readonly ApiObject[], context: PlanContext): ReturnType<Planner['plan']> {
  const wanted = { endpoints: pods.map(endpointOf), ports: portsOf(service, pods[0]) };
  const slice = context.owned(service, 'discovery.k8s.io/endpointslices')[0];
  if (slice === undefined) return { actions: [{ verb: 'create', object: sliceOf(service, wanted) }] };
  const same = deepEqual(slice['endpoints'] ?? [], wanted.endpoints) && deepEqual(slice['ports'] ?? [], wanted.ports);
  return same ? nothing : { actions: [{ verb: 'replace', object: Object.assign(copyOf(slice), wanted) }] };
}

function sliceOf(service: ApiObject, content: { endpoints: JsonArray; ports: JsonArray }): ApiObject {
  const { name = '', namespace = '' } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...service.metadata.labels,
        [nameLabel]: name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [controllerReference(service)],
    },
    ...content,
  } as unknown as ApiObject;
}

function endpointOf(pod: ApiObject): JsonObject {
  const ready = isTrueCondition(pod, 'Ready');
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  return {
    addresses: [textAt(pod, 'status', 'podIP') ?? ''],
    conditions: { ready, serving: ready, terminating: pod.metadata.deletionTimestamp !== undefined },
    nodeName: textAt(pod, 'spec', 'nodeName') ?? '',
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function portsOf(service: ApiObject, pod: ApiObject | undefined): JsonArray {
  return objectsAt(service, 'spec', 'ports').map((port) => ({
    name: textAt(port, 'name') ?? '',
    port: targetPort(port, pod),
    protocol: textAt(port, 'protocol') ?? 'TCP',
  }));
}

/** A port that is named is the container's port of that name. */
function targetPort(port: JsonObject, pod: ApiObject | undefined): JsonValue {
  const target = port['targetPort'];
  if (typeof target === 'number' && target !== 0) return target;
  const ports = objectsAt(pod, 'spec', 'containers').flatMap((container) => objectsAt(container, 'ports'));
  const named = ports.find((each) => each['name'] === target);
  return numberAt(named, 'containerPort') ?? numberAt(port, 'port') ?? 0;
}
