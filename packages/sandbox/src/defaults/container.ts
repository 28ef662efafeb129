import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import { each, fill, fillZero, within } from './fill.ts';

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Defaults of a container of any kind. */
export function defaultContainer(container: JsonObject): void {
  fill(container, {
    imagePullPolicy: pullPolicyOf(textAt(container, 'image') ?? ''),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  for (const probe of probes) within(container, probe, defaultProbe);
  within(container, 'lifecycle', (lifecycle) => {
    for (const hook of ['postStart', 'preStop']) within(lifecycle, hook, defaultHandler);
  });
  each(container, ['env'], (variable) =>
    within(variable, 'valueFrom', (source) => within(source, 'fieldRef', defaultFieldRef)),
  );
}

export function defaultFieldRef(reference: JsonObject): void {
  fill(reference, { apiVersion: 'v1' });
}

/** An image without tag and digest, or tagged `latest`, is pulled each time. */
export function pullPolicyOf(image: string): string {
  if (image === '') return 'IfNotPresent';
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (name.includes('@')) return name.split('@')[0]?.endsWith(':latest') === true ? 'Always' : 'IfNotPresent';
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: JsonObject): void {
  fillZero(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  defaultHandler(probe);
}

function defaultHandler(handler: JsonObject): void {
  within(handler, 'httpGet', (action) => fill(action, { path: '/', scheme: 'HTTP' }));
  within(handler, 'grpc', (action) => {
    if (action['service'] === undefined) action['service'] = '';
  });
}
