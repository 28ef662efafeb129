import type { JsonObject } from '@sluice/objects';
import { isJsonObject, parseQuantity } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsLabel, dnsSubdomain } from '../validation/names.ts';
import { configKeyProblems } from './config-key.ts';
import { fieldRefCauses } from './field-ref.ts';
import { localPathCauses } from './local-path.ts';

const nameRule = "a valid environment variable name must consist only of printable ASCII characters other than '='";

export function variableNameCauses(name: string, field: string): readonly Cause[] {
  return /^[ -<>-~]*$/.test(name) ? [] : [invalidValue(field, name, nameRule)];
}

const variableFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const sources: Readonly<Record<string, (source: JsonObject, path: string) => readonly Cause[]>> = {
  fieldRef: (reference, path) => fieldRefCauses(reference, path, variableFields),
  resourceFieldRef: resourceFieldCauses,
  configMapKeyRef: keyRefCauses,
  secretKeyRef: keyRefCauses,
  fileKeyRef: fileKeyCauses,
};

/** Where the value of a variable comes from. */
export function valueFromCauses(from: JsonObject, path: string, hasValue: boolean): readonly Cause[] {
  const given = Object.entries(sources).flatMap(([key, check]) => {
    const source = from[key];
    return isJsonObject(source) ? [check(source, `${path}.${key}`)] : [];
  });
  const problem =
    given.length === 0
      ? 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
      : hasValue
        ? 'may not be specified when `value` is not empty'
        : 'may not have more than one field specified at a time';
  const isWrong = given.length !== 1 || hasValue;
  return [...given.flat(), ...(isWrong ? [invalidValue(path, '', problem)] : [])];
}

/** One key of a ConfigMap or Secret. */
function keyRefCauses(reference: JsonObject, path: string): readonly Cause[] {
  const name = textAt(reference, 'name') ?? '';
  const key = textAt(reference, 'key') ?? '';
  return [
    ...dnsSubdomain(name).map((problem) => invalidValue(`${path}.name`, name, problem)),
    ...(key === ''
      ? [required(`${path}.key`, '')]
      : configKeyProblems(key).map((problem) => invalidValue(`${path}.key`, key, problem))),
  ];
}

function fileKeyCauses(reference: JsonObject, path: string): readonly Cause[] {
  const [key, volume, file] = ['key', 'volumeName', 'path'].map((field) => textAt(reference, field) ?? '');
  return [
    ...(key ? variableNameCauses(key, `${path}.key`) : [required(`${path}.key`, '')]),
    ...(volume
      ? dnsLabel(volume).map((problem) => invalidValue(`${path}.volumeName`, volume, problem))
      : [required(`${path}.volumeName`, '')]),
    ...(file ? localPathCauses(file, `${path}.path`, true) : [required(`${path}.path`, '')]),
  ];
}

const resources = ['cpu', 'ephemeral-storage', 'memory'];
const countable = ['limits', 'requests'].flatMap((kind) => resources.map((name) => `${kind}.${name}`));
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** A reference to what a container asks for. */
export function resourceFieldCauses(reference: JsonObject, path: string): readonly Cause[] {
  const resource = textAt(reference, 'resource') ?? '';
  if (resource === '') return [required(`${path}.resource`, '')];
  const isKnown = countable.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource);
  return [
    ...(isKnown ? [] : [unsupportedValue(`${path}.resource`, resource, countable)]),
    ...(isKnown ? divisorCauses(reference, resource, path) : []),
  ];
}

function divisorCauses({ divisor = '0' }: JsonObject, resource: string, path: string): readonly Cause[] {
  const { nano, text } = parseQuantity(String(divisor));
  const name = resource.replace(/^(limits|requests)\./, '').replace(/-.*/, '');
  const allowed = name === 'cpu' ? ['1m', '1'] : byteDivisors;
  if (nano === 0n || allowed.includes(text)) return [];
  const list = name === 'cpu' ? '1m and 1' : byteDivisors.join(', ');
  const called = name === 'ephemeral' ? 'local ephemeral storage' : name;
  const rule = `only divisor's values ${list} are supported with the ${called} resource`;
  return [invalidValue(`${path}.divisor`, resource, rule)];
}
