import type { JsonObject } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { labelCauses } from '../validation/metadata.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { nameCauses } from './named.ts';
import { oneOf } from './rule.ts';
import { allocationCauses, rangeCauses } from './service-addresses.ts';
import { needsPorts, nodePortCauses, portListCauses, repeatedPortCauses } from './service-ports.ts';
import { affinityCauses, externalAddressCauses, loadBalancerCauses, trafficCauses } from './service-traffic.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

export function serviceCauses(service: ApiObject): readonly Cause[] {
  const spec = objectAt(service, 'spec');
  const unallocated = allocationCauses(spec);
  if (unallocated.length > 0) return unallocated;
  return [
    ...(needsPorts(spec) ? [required('spec.ports', '')] : []),
    ...typeCauses(spec),
    ...portListCauses(spec),
    ...labelCauses(objectAt(spec, 'selector'), 'spec.selector'),
    ...affinityCauses(spec),
    ...externalAddressCauses(spec),
    ...oneOf(spec, 'type', 'spec', types),
    ...repeatedPortCauses(spec),
    ...loadBalancerCauses(spec),
    ...trafficCauses(spec),
    ...rangeCauses(spec),
    ...nodePortCauses(spec),
  ];
}

/** What a type asks of names and addresses. */
function typeCauses(spec: JsonObject): readonly Cause[] {
  const { type } = spec;
  if (type === 'ExternalName') return externalNameCauses(spec);
  if ((type !== 'LoadBalancer' && type !== 'NodePort') || spec['clusterIP'] !== 'None') return [];
  return [invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)];
}

function externalNameCauses(spec: JsonObject): readonly Cause[] {
  const name = (textAt(spec, 'externalName') ?? '').replace(/\.$/, '');
  const detail = 'may not be set for ExternalName services';
  const hasAddress = Boolean(textAt(spec, 'clusterIP')) || listAt(spec, 'clusterIPs').length > 0;
  const given = [
    ...(hasAddress ? ['clusterIPs'] : []),
    ...(listAt(spec, 'ipFamilies').length > 0 ? ['ipFamilies'] : []),
  ];
  const hasPolicy = spec['ipFamilyPolicy'] !== undefined;
  return [
    ...[...given, ...(hasPolicy ? ['ipFamilyPolicy'] : [])].map((key) => forbiddenField(`spec.${key}`, detail)),
    ...(name === '' ? [required('spec.externalName', '')] : nameCauses(dnsSubdomain, name, 'spec.externalName')),
  ];
}

export function serviceStatusCauses(service: ApiObject): readonly Cause[] {
  if (
    at(service, 'spec', 'type') === 'LoadBalancer' ||
    objectsAt(service, 'status', 'loadBalancer', 'ingress').length === 0
  )
    return [];
  return [forbiddenField('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")];
}

/** A service keeps its address for as long as it has one. */
export function serviceUpdateCauses(service: ApiObject, old: ApiObject): readonly Cause[] {
  const isOutside = (object: ApiObject): boolean => at(object, 'spec', 'type') === 'ExternalName';
  if (isOutside(service) || isOutside(old)) return [];
  const before = at(old, 'spec', 'clusterIPs');
  const now = at(service, 'spec', 'clusterIPs');
  const isUnset = before !== undefined && !deepEqual(before, now);
  if (!isUnset || allocationCauses(objectAt(service, 'spec')).length > 0) return [];
  return [invalidValue('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset')];
}
