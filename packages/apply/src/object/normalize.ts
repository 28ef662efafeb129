import { cloneJson, type JsonObject, type JsonValue, type KubeObject } from '@sluice/objects';
import { dropPlaceholderBundle } from './normalize-definition.ts';
import { groupOf } from './object-name.ts';
import { fieldAt, listAt } from './read-field.ts';

/** Set by the server; in a manifest they are left-overs that would only be refused. */
const serverMetadata = ['creationTimestamp', 'managedFields', 'resourceVersion', 'generation', 'selfLink', 'uid'];

/**
 * The object as it is sent: without what only the server sets and without status (a CRD keeps its own), the protocol of
 * ports filled in (it is part of their identity), `stringData` of a Secret merged into `data`. The input is not changed.
 */
export function normalizeObject(object: KubeObject): KubeObject {
  const copy = cloneJson(object as JsonObject) as KubeObject;
  const metadata = copy.metadata as Record<string, unknown>;
  for (const name of serverMetadata) delete metadata[name];
  for (const name of ['labels', 'annotations']) if (metadata[name] === null) delete metadata[name];
  if (copy.kind !== 'CustomResourceDefinition') delete copy['status'];
  normalizeKind(copy);
  return copy;
}

function normalizeKind(object: KubeObject): void {
  const group = groupOf(object.apiVersion);
  if (object.kind === 'CustomResourceDefinition') dropPlaceholderBundle(object);
  if (group === '' && object.kind === 'Secret') mergeStringData(object);
  if (group === '' && object.kind === 'Service') setProtocols(listAt(object, 'spec', 'ports'));
  for (const path of podSpecPaths(group, object.kind)) {
    for (const container of listAt(object, ...path, 'containers')) setProtocols(listAt(container, 'ports'));
  }
}

function podSpecPaths(group: string, kind: string): readonly (readonly string[])[] {
  if (group === '' && kind === 'Pod') return [['spec']];
  if (group === 'batch' && kind === 'CronJob') return [['spec', 'jobTemplate', 'spec', 'template', 'spec']];
  const hasTemplate = group === 'apps' || (group === 'batch' && kind === 'Job');
  return hasTemplate ? [['spec', 'template', 'spec']] : [];
}

function setProtocols(ports: readonly unknown[]): void {
  for (const port of ports) {
    if (typeof port !== 'object' || port === null || Array.isArray(port)) continue;
    const protocol = fieldAt(port, 'protocol');
    if (protocol === undefined || protocol === '') (port as JsonObject)['protocol'] = 'TCP';
  }
}

function mergeStringData(secret: KubeObject): void {
  const texts = secret['stringData'];
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) return;
  // A value that is no text stays where it is, for the server to refuse with its path.
  if (Object.values(texts).some((text) => typeof text !== 'string')) return;
  const encoded = Object.entries(texts as Record<string, string>).map(([key, text]): [string, JsonValue] => [
    key,
    Buffer.from(text).toString('base64'),
  ]);
  const data = (secret['data'] ?? {}) as JsonObject;
  secret['data'] = Object.fromEntries([...Object.entries(data), ...encoded]);
  delete secret['stringData'];
}
