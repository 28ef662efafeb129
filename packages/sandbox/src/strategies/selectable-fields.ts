import type { JsonValue } from '@sluice/objects';
import { stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at } from '../api-object.ts';

const reference = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** Fields beyond name and namespace that field selectors may use, by `group/resource`. Each is a path in the object. */
const fieldsOfTable = new Map<string, readonly string[]>([
  ['/events', [...involved('involvedObject'), 'reason', 'reportingComponent', 'source', 'type']],
  ['events.k8s.io/events', [...involved('regarding'), 'reason', 'reportingController', 'type']],
  [
    '/pods',
    [
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'spec.hostNetwork',
      'status.phase',
      'status.podIP',
      'status.nominatedNodeName',
    ],
  ],
  ['/nodes', ['spec.unschedulable']],
  ['/secrets', ['type']],
  ['/namespaces', ['status.phase']],
  ['/services', ['spec.clusterIP', 'spec.type']],
  ['/replicationcontrollers', ['status.replicas']],
  ['batch/jobs', ['status.successful']],
  ['certificates.k8s.io/certificatesigningrequests', ['spec.signerName']],
]);

function involved(field: string): readonly string[] {
  return reference.map((key) => `${field}.${key}`);
}

/** Fields whose value is not simply what stands at their path. */
const computed = new Map<string, (object: ApiObject) => JsonValue | undefined>([
  ['status.successful', (object) => at(object, 'status', 'succeeded') ?? 0],
  ['source', (object) => at(object, 'source', 'component') ?? at(object, 'reportingComponent')],
  ['spec.unschedulable', (object) => at(object, 'spec', 'unschedulable') ?? false],
  ['spec.hostNetwork', (object) => at(object, 'spec', 'hostNetwork') ?? false],
  ['status.replicas', (object) => at(object, 'status', 'replicas') ?? 0],
]);

/** Reads the selectable fields of a kind; `undefined` for one that has none of its own. */
export function selectableFieldsOf(table: string): ((object: ApiObject) => Record<string, string>) | undefined {
  const fields = fieldsOfTable.get(table);
  return fields === undefined ? undefined : readFields(fields);
}

/** Reads fields at the given paths; each field is called like its path. */
export function readFields(paths: readonly string[]): (object: ApiObject) => Record<string, string> {
  return (object) =>
    Object.fromEntries(paths.map((path) => [path, textOf((computed.get(path) ?? atPath(path))(object))]));
}

function atPath(path: string): (object: ApiObject) => JsonValue | undefined {
  const keys = path.split('.');
  return (object) => at(object, ...keys);
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : stringifyJson(value);
}
