import type { JsonObject, JsonValue } from '@sluice/objects';
import { isIPv6 } from 'node:net';
import { listAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, unsupportedValue } from '../validation/causes.ts';
import { oneOf } from './rule.ts';
import { addressCauses } from './text.ts';

const clusterRange = '10.0.';
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const families = ['IPv4', 'IPv6'];

/** What keeps a service from getting its addresses; a server that cannot give them looks at nothing else. */
export function allocationCauses(spec: JsonObject): readonly Cause[] {
  if (spec['type'] === 'ExternalName') return familyCauses(spec);
  const given = [
    ...agreementCauses(spec),
    ...oneOf(spec, 'ipFamilyPolicy', 'spec', policies),
    ...familyListCauses(spec),
    ...eachAddress(spec, (address, path) => addressCauses(String(address), path)),
  ];
  return given.length > 0 ? given : [...familyCauses(spec), ...foreignAddressCauses(spec)];
}

/** The one address is the first of the list. */
function agreementCauses(spec: JsonObject): readonly Cause[] {
  const list = listAt(spec, 'clusterIPs');
  const address = textAt(spec, 'clusterIP') ?? '';
  if (list.length === 0 || list[0] === address) return [];
  const detail =
    address === '' ? 'must be empty when `clusterIP` is not specified' : 'first value must match `clusterIP`';
  return [invalidValue('spec.clusterIPs', [...list], detail)];
}

function familyListCauses(spec: JsonObject): readonly Cause[] {
  const given = listAt(spec, 'ipFamilies');
  return given.flatMap((family, index) => {
    const path = `spec.ipFamilies[${index}]`;
    if (!families.includes(String(family))) return [unsupportedValue(path, family, families)];
    return given.indexOf(family) < index ? [duplicateValue(path, family)] : [];
  });
}

function eachAddress(
  spec: JsonObject,
  check: (address: JsonValue, path: string) => readonly Cause[],
): readonly Cause[] {
  return listAt(spec, 'clusterIPs').flatMap((address, index) =>
    address === 'None' && index === 0 ? [] : check(address, `spec.clusterIPs[${index}]`),
  );
}

/** One family of addresses is what this cluster has. */
function familyCauses(spec: JsonObject): readonly Cause[] {
  const needsBoth = spec['ipFamilyPolicy'] === 'RequireDualStack';
  const given = listAt(spec, 'ipFamilies');
  if (spec['clusterIP'] === 'None' || (!needsBoth && given.length !== 1)) return [];
  const detail = 'this cluster is not configured for dual-stack services';
  return [
    ...(needsBoth ? [invalidValue('spec.ipFamilyPolicy', 'RequireDualStack', detail)] : []),
    ...given.flatMap((family, index) =>
      family === 'IPv6' ? [invalidValue(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')] : [],
    ),
  ];
}

function foreignAddressCauses(spec: JsonObject): readonly Cause[] {
  const list = [...listAt(spec, 'clusterIPs')];
  const detail = 'IPv6 is not configured on this cluster';
  return eachAddress(spec, (address, path) => (isIPv6(String(address)) ? [invalidValue(path, list, detail)] : []));
}

/** The address must be one that this cluster gives. */
export function rangeCauses(spec: JsonObject): readonly Cause[] {
  const address = textAt(spec, 'clusterIP') ?? '';
  if (address === '' || address === 'None' || address.startsWith(clusterRange)) return [];
  const detail = `failed to allocate IP ${address}: the provided network does not match the current range`;
  return [invalidValue('spec.clusterIPs', [address], detail)];
}
