import type { Receiver } from '@sluice/api';
import { type Clock, requestedAtAnnotation } from '@sluice/core';
import type { KubeClient } from '@sluice/kube';
import {
  compileCel,
  withCelDeadline,
  type JsonValue,
  type KubeObject,
  labelSelectorOf,
  labelSelectorText,
} from '@sluice/objects';
import { filterVariables } from './reconciler.ts';
import type { WakePacer } from './wake-pacer.ts';

export interface WakeOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly noCrossNamespaceRefs: boolean;
  readonly pacer: WakePacer;
  readonly signal: AbortSignal;
}

type Resource = Receiver['spec']['resources'][number];

const filterMs = 200;

const source = 'source.toolkit.fluxcd.io/v1';
const defaultApiVersions: ReadonlyMap<string, string> = new Map([
  ['Bucket', source],
  ['HelmChart', source],
  ['HelmRepository', source],
  ['GitRepository', source],
  ['OCIRepository', source],
  ['ImageRepository', 'image.toolkit.fluxcd.io/v1'],
  ['ArtifactGenerator', 'source.extensions.fluxcd.io/v1beta1'],
]);

/** Wakes every resource of a Receiver that its filters accept. Gives what went wrong; the others are woken all the same. */
export async function wakeResources(
  receiver: Receiver,
  request: JsonValue,
  options: WakeOptions,
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  const fail = (error: unknown): void => {
    failures.push(error);
  };
  const waking: Promise<void>[] = [];
  for (const resource of receiver.spec.resources) {
    try {
      const filters = [receiver.spec.resourceFilter, resource.filter].filter(
        (each) => each !== undefined && each !== '',
      );
      const objects = await objectsOf(receiver, resource, options);
      // Together: one that was woken a moment ago must not hold the others up.
      for (const object of accepted(objects, filters as string[], request))
        waking.push(wake(object, options).catch(fail));
    } catch (error) {
      fail(error);
    }
  }
  await Promise.all(waking);
  return failures;
}

async function objectsOf(
  { metadata }: Receiver,
  resource: Resource,
  options: WakeOptions,
): Promise<readonly KubeObject[]> {
  const { client, signal } = options;
  const namespace = resource.namespace ?? metadata.namespace ?? '';
  if (options.noCrossNamespaceRefs && namespace !== metadata.namespace)
    throw new Error(`cross-namespace references have been blocked: ${resource.kind} in '${namespace}'`);
  const apiVersion = resource.apiVersion ?? defaultApiVersions.get(resource.kind);
  if (apiVersion === undefined || apiVersion === '')
    throw new Error(`apiVersion must be specified for kind '${resource.kind}'`);
  const type = { apiVersion, kind: resource.kind };
  if (resource.name !== '*') {
    const object = await client.get({ ...type, namespace, name: resource.name }, { signal });
    return [{ ...type, metadata: object.metadata }];
  }
  const selector = labelSelectorOf({ matchLabels: { ...resource.matchLabels } });
  if (selector === undefined || Object.keys(resource.matchLabels ?? {}).length === 0)
    throw new Error(`matchLabels must be set for kind '${resource.kind}' with the name *`);
  const labelSelector = labelSelectorText(selector);
  const { items } = await client.list(type, { namespace, labelSelector, metadataOnly: true, signal });
  return items.map((item) => ({ ...type, metadata: item.metadata }));
}

/** Those that all filters accept. Throws `CelError`, also when the filters take too long: nobody else is served then. */
function accepted(
  objects: readonly KubeObject[],
  filters: readonly string[],
  request: JsonValue,
): readonly KubeObject[] {
  if (filters.length === 0) return objects;
  const programs = filters.map((filter) => compileCel(filter, { variables: filterVariables, isCondition: true }));
  return withCelDeadline(filterMs, () =>
    objects.filter((object) =>
      programs.every((program) => program.evaluate({ res: object as unknown as JsonValue, req: request }) === true),
    ),
  );
}

function wake(object: KubeObject, options: WakeOptions): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const key = `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
  return options.pacer.run(key, () => annotate(object, options));
}

async function annotate(object: KubeObject, { client, clock, signal }: WakeOptions): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const requestedAt = new Date(clock.now()).toISOString();
  const patch = { metadata: { annotations: { [requestedAtAnnotation]: requestedAt } } };
  const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
  await client.patch(ref, patch, { type: 'merge', fieldManager: 'notification-controller', signal });
}
