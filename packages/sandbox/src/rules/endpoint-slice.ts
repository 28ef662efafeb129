import type { JsonObject, JsonValue } from '@sluice/objects';
import { isIPv4, isIPv6 } from 'node:net';
import type { ApiObject } from '../api-object.ts';
import { listAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from '../validation/names.ts';
import { plainAddressCauses } from './addresses.ts';
import { nameCauses } from './named.ts';
import { namedBy } from './text.ts';
import { eachOf, oneOf } from './rule.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

export function endpointSliceCauses(slice: ApiObject): readonly Cause[] {
  const type = textAt(slice, 'addressType') ?? '';
  return [
    ...typeCauses(type),
    ...eachAtTop(slice, 'endpoints', (endpoint, path) => endpointCauses(endpoint, type, path)),
    ...portCauses(slice),
  ];
}

function typeCauses(type: string): readonly Cause[] {
  if (type === '') return [required('addressType', '')];
  return addressTypes.includes(type) ? [] : [unsupportedValue('addressType', type, addressTypes)];
}

function eachAtTop(
  slice: ApiObject,
  key: string,
  check: (item: JsonObject, path: string) => readonly Cause[],
): readonly Cause[] {
  return eachOf(slice, key, '', (item, path) => check(item, path.slice(1)));
}

function endpointCauses(endpoint: JsonObject, type: string, path: string): readonly Cause[] {
  const addresses = listAt(endpoint, 'addresses');
  return [
    ...(addresses.length === 0 ? [required(`${path}.addresses`, 'must contain at least 1 address')] : []),
    ...addresses.flatMap((address, index) => addressCauses(address, type, `${path}.addresses[${index}]`)),
    ...namedBy(dnsSubdomain, endpoint, 'nodeName', path),
  ];
}

function addressCauses(address: JsonValue, type: string, path: string): readonly Cause[] {
  if (type === 'FQDN') return nameCauses(dnsSubdomain, String(address), path);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const causes = plainAddressCauses(String(address), path);
  const isOfType = type === 'IPv4' ? isIPv4 : isIPv6;
  if (causes.length > 0 || isOfType(String(address))) return causes;
  // The list is named, and not the place in it.
  return [invalidValue(path.replace(/\[\d+\]$/, ''), address, `must be an ${type} address`)];
}

function portCauses(slice: ApiObject): readonly Cause[] {
  const seen = new Set<string>();
  return eachAtTop(slice, 'ports', (port, path) => {
    const name = textAt(port, 'name') ?? '';
    const isRepeated = seen.has(name);
    seen.add(name);
    return [
      ...(isRepeated ? [duplicateValue(`${path}.name`, name)] : []),
      ...namedBy(dnsLabel, port, 'name', path),
      ...oneOf(port, 'protocol', path, ['SCTP', 'TCP', 'UDP']),
      ...namedBy(qualifiedName, port, 'appProtocol', path),
    ];
  });
}
