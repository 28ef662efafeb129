import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Printer } from './printer.ts';
import {
  ageOfObject,
  count,
  formatFew,
  formatLabels,
  formatSelector,
  nameOf,
  none,
  textOr,
  texts,
  unset,
} from './printer.ts';

export const printService: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'spec', 'type'),
  texts(object, 'spec', 'clusterIPs')[0] ?? none,
  externalAddress(object),
  objectsAt(object, 'spec', 'ports').map(servicePort).join(',') || none,
  ageOfObject(object, now),
  formatLabels(at(object, 'spec', 'selector')),
];

function externalAddress(service: ApiObject): string {
  const external = texts(service, 'spec', 'externalIPs');
  switch (textAt(service, 'spec', 'type')) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || none;
    case 'LoadBalancer':
      return [...balancerAddresses(service), ...external].join(',') || '<pending>';
    case 'ExternalName':
      return textOr('', service, 'spec', 'externalName');
    default:
      return '<unknown>';
  }
}

/** Addresses or host names that a load balancer reported. */
function balancerAddresses(object: ApiObject): string[] {
  const ingress = objectsAt(object, 'status', 'loadBalancer', 'ingress');
  const addresses = ingress.map((entry) => textOr(textOr('', entry, 'hostname'), entry, 'ip'));
  return [...new Set(addresses.filter((address) => address !== ''))].toSorted();
}

function servicePort(port: JsonObject): string {
  const node = count(port, 'nodePort');
  return `${count(port, 'port')}${node > 0 ? `:${node}` : ''}/${textOr('', port, 'protocol')}`;
}

export const printIngress: Printer = (object, now) => [
  nameOf(object),
  textOr(none, object, 'spec', 'ingressClassName'),
  ingressHosts(object),
  balancerAddresses(object).join(','),
  listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80',
  ageOfObject(object, now),
];

const fewHosts = 3;

function ingressHosts(ingress: ApiObject): string {
  const rules = objectsAt(ingress, 'spec', 'rules');
  const hosts = rules.map((rule) => textOr('', rule, 'host')).filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const shown = hosts.slice(0, fewHosts).join(',');
  return hosts.length >= fewHosts && rules.length > fewHosts ? `${shown} + ${rules.length - fewHosts} more...` : shown;
}

export const printIngressClass: Printer = (object, now) => {
  const isDefault = object.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true';
  return [
    isDefault ? `${nameOf(object)} (default)` : nameOf(object),
    textOr('', object, 'spec', 'controller'),
    classParameters(at(object, 'spec', 'parameters')),
    ageOfObject(object, now),
  ];
};

function classParameters(parameters: JsonValue | undefined): string {
  if (parameters === undefined) return none;
  const group = textAt(parameters, 'apiGroup');
  return `${textOr('', parameters, 'kind')}${group === undefined ? '' : `.${group}`}/${textOr('', parameters, 'name')}`;
}

export const printNetworkPolicy: Printer = (object, now) => [
  nameOf(object),
  formatSelector(objectAt(object, 'spec', 'podSelector')),
  ageOfObject(object, now),
];

export const printEndpoints: Printer = (object, now) => [
  nameOf(object),
  formatFew(endpointAddresses(object), fewAddresses, none),
  ageOfObject(object, now),
];

const fewAddresses = 3;

function endpointAddresses(endpoints: ApiObject): string[] {
  return objectsAt(endpoints, 'subsets').flatMap((subset) => {
    const addresses = objectsAt(subset, 'addresses').map((address) => textOr('', address, 'ip'));
    const ports = objectsAt(subset, 'ports');
    if (ports.length === 0) return addresses;
    return ports.flatMap((port) =>
      addresses.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${count(port, 'port')}`),
    );
  });
}

export const printEndpointSlice: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'addressType'),
  formatFew(objectsAt(object, 'ports').map(slicePort), fewAddresses, unset),
  formatFew(
    objectsAt(object, 'endpoints').flatMap((endpoint) => texts(endpoint, 'addresses')),
    fewAddresses,
    unset,
  ),
  ageOfObject(object, now),
];

function slicePort(port: JsonObject): string {
  const number = at(port, 'port');
  return typeof number === 'number' ? String(number) : (textAt(port, 'name') ?? '*');
}
