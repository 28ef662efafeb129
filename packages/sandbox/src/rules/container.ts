import type { JsonObject, JsonValue } from '@sluice/objects';
import { compareQuantities, isJsonObject, parseQuantity } from '@sluice/objects';
import { objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, missingReference, required } from '../validation/causes.ts';
import { dnsLabel } from '../validation/names.ts';
import { eachOf, oneOf, portCauses, requiredText } from './rule.ts';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const messagePolicies = ['FallbackToLogsOnError', 'File'];
const portNameLimit = 15;

/** What a container may refer to, and what surrounds it. */
export interface ContainerContext {
  readonly volumes: ReadonlySet<string>;
  readonly hostNetwork: boolean;
}

/** The containers of one list of a pod: each by itself, and their names together. */
export function containerListCauses(
  spec: JsonObject,
  key: string,
  path: string,
  context: ContainerContext,
): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(spec, key, path, (container, where) => {
    const name = textAt(container, 'name') ?? '';
    const isRepeated = name !== '' && seen.has(name);
    seen.add(name);
    return containerCauses(container, where, isRepeated, context);
  });
}

function containerCauses(
  container: JsonObject,
  path: string,
  isRepeated: boolean,
  context: ContainerContext,
): readonly Cause[] {
  return [
    ...nameCauses(container, path, isRepeated),
    ...requiredText(container, 'image', path),
    ...probeCauses(container, path),
    ...oneOf(container, 'terminationMessagePolicy', path, messagePolicies),
    ...eachOf(container, 'ports', path, (port, where) => containerPortCauses(port, where, context)),
    ...eachOf(container, 'env', path, envCauses),
    ...mountCauses(container, path, context),
    ...oneOf(container, 'imagePullPolicy', path, pullPolicies),
    ...resourceCauses(objectAt(container, 'resources'), `${path}.resources`),
  ];
}

function nameCauses(container: JsonObject, path: string, isRepeated: boolean): readonly Cause[] {
  const name = textAt(container, 'name') ?? '';
  if (name === '') return [required(`${path}.name`, '')];
  const problems = dnsLabel(name);
  if (problems.length > 0) return problems.map((problem) => invalidValue(`${path}.name`, name, problem));
  return isRepeated ? [duplicateValue(`${path}.name`, name)] : [];
}

function containerPortCauses(port: JsonObject, path: string, { hostNetwork }: ContainerContext): readonly Cause[] {
  const name = textAt(port, 'name') ?? '';
  const { containerPort, hostPort } = port;
  const mismatch = hostNetwork && hostPort !== undefined && hostPort !== containerPort;
  return [
    ...portNameProblems(name).map((problem) => invalidValue(`${path}.name`, name, problem)),
    ...(containerPort === 0 ? [required(`${path}.containerPort`, '')] : portCauses(port, 'containerPort', path)),
    ...portCauses(port, 'hostPort', path),
    ...(mismatch
      ? [invalidValue(`${path}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')]
      : []),
    ...oneOf(port, 'protocol', path, protocols),
  ];
}

/** Names of ports are IANA service names. */
export function portNameProblems(name: string): readonly string[] {
  if (name === '') return [];
  return [
    ...(name.length > portNameLimit ? [`must be no more than ${portNameLimit} characters`] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
  ];
}

function envCauses(variable: JsonObject, path: string): readonly Cause[] {
  const name = textAt(variable, 'name') ?? '';
  const detail = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  const isPrintable = /^[ -<>-~]+$/.test(name);
  const both = isJsonObject(variable['valueFrom']) && (textAt(variable, 'value') ?? '') !== '';
  return [
    ...(name === '' ? [required(`${path}.name`, '')] : isPrintable ? [] : [invalidValue(`${path}.name`, name, detail)]),
    ...(both ? [invalidValue(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty')] : []),
  ];
}

function mountCauses(container: JsonObject, path: string, { volumes }: ContainerContext): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(container, 'volumeMounts', path, (mount, where) => {
    const name = textAt(mount, 'name') ?? '';
    const mountPath = textAt(mount, 'mountPath') ?? '';
    const isRepeated = seen.has(mountPath);
    seen.add(mountPath);
    return [
      ...(name === ''
        ? [required(`${where}.name`, '')]
        : volumes.has(name)
          ? []
          : [missingReference(`${where}.name`, name)]),
      ...(mountPath === '' ? [required(`${where}.mountPath`, '')] : []),
      ...(isRepeated ? [invalidValue(`${where}.mountPath`, mountPath, 'must be unique')] : []),
    ];
  });
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

function probeCauses(container: JsonObject, path: string): readonly Cause[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => {
    const probe = container[key];
    if (!isJsonObject(probe)) return [];
    const given = handlers.filter((handler) => probe[handler] !== undefined);
    const where = `${path}.${key}`;
    if (given.length === 0) return [required(where, 'must specify a handler type')];
    // All but one are too many; the one that is checked first stays.
    return given
      .slice(0, -1)
      .map((handler) =>
        forbiddenField(`${where}.${later(given, handler)}`, 'may not specify more than 1 handler type'),
      );
  });
}

function later(given: readonly string[], handler: string): string {
  return given[given.indexOf(handler) + 1] ?? handler;
}

const standardResources = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Requests and limits: known names, nothing negative, no request above its limit. */
function resourceCauses(resources: JsonObject, path: string): readonly Cause[] {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  return [
    ...Object.entries(limits).flatMap(([name, value]) => quantityCauses(name, value, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, value]) => [
      ...quantityCauses(name, value, `${path}.requests[${name}]`),
      ...aboveLimit(name, value, limits[name], `${path}.requests`),
    ]),
  ];
}

function quantityCauses(name: string, value: JsonValue, path: string): readonly Cause[] {
  const isStandard = standardResources.has(name) || name.startsWith('hugepages-');
  if (!isStandard && !name.includes('/')) {
    return [
      invalidValue(path, name, 'must be a standard resource type or fully qualified'),
      invalidValue(path, name, 'must be a standard resource for containers'),
    ];
  }
  return negativeQuantity(value, path);
}

export function negativeQuantity(value: JsonValue, path: string): readonly Cause[] {
  if (!isQuantity(value) || parseQuantity(value).nano >= 0n) return [];
  return [invalidValue(path, String(value), 'must be greater than or equal to 0')];
}

function aboveLimit(name: string, request: JsonValue, limit: JsonValue | undefined, path: string): readonly Cause[] {
  if (
    !isQuantity(request) ||
    !isQuantity(limit) ||
    compareQuantities(parseQuantity(request), parseQuantity(limit)) <= 0
  )
    return [];
  return [invalidValue(path, String(request), `must be less than or equal to ${name} limit of ${String(limit)}`)];
}

function isQuantity(value: JsonValue | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** Names of the volumes of a pod, for mounts to refer to. */
export function volumeNames(spec: JsonObject): ReadonlySet<string> {
  const sound = objectsAt(spec, 'volumes').filter((volume) => Object.values(volume).filter(isJsonObject).length <= 1);
  return new Set(sound.map((volume) => textAt(volume, 'name') ?? ''));
}
