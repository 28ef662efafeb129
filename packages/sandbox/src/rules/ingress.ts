import type { JsonObject } from '@sluice/objects';
import { isIP } from 'node:net';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsLabel, dnsSubdomain, wildcardSubdomain } from '../validation/names.ts';
import { portNameProblems } from './container-ports.ts';
import { kindAndNameCauses, mustBeNamedBy, nameCauses } from './named.ts';
import { namedBy } from './text.ts';
import { eachOf, portCauses } from './rule.ts';

export function ingressCauses(ingress: ApiObject): readonly Cause[] {
  const spec = objectAt(ingress, 'spec');
  const hasBackend = spec['defaultBackend'] !== undefined;
  const isEmpty = !hasBackend && objectsAt(spec, 'rules').length === 0;
  return [
    ...(isEmpty ? [invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified')] : []),
    ...(hasBackend ? backendCauses(objectAt(spec, 'defaultBackend'), 'spec.defaultBackend') : []),
    ...eachOf(spec, 'rules', 'spec', ruleCauses),
    ...eachOf(spec, 'tls', 'spec', certificateCauses),
    ...namedBy(dnsSubdomain, spec, 'ingressClassName', 'spec'),
  ];
}

function ruleCauses(rule: JsonObject, path: string): readonly Cause[] {
  const host = textAt(rule, 'host') ?? '';
  const isAddress = isIP(host) !== 0;
  return [
    ...(isAddress ? [invalidValue(`${path}.host`, host, 'must be a DNS name, not an IP address')] : []),
    ...hostCauses(host, `${path}.host`),
    ...(rule['http'] === undefined ? [] : pathListCauses(objectAt(rule, 'http'), `${path}.http`)),
  ];
}

function hostCauses(host: string, path: string): readonly Cause[] {
  if (host === '') return [];
  return nameCauses(host.includes('*') ? wildcardSubdomain : dnsSubdomain, host, path);
}

function certificateCauses(entry: JsonObject, path: string): readonly Cause[] {
  return [
    ...listAt(entry, 'hosts').flatMap((host, index) => hostCauses(String(host), `${path}.hosts[${index}]`)),
    ...namedBy(dnsSubdomain, entry, 'secretName', path),
  ];
}

function pathListCauses(http: JsonObject, path: string): readonly Cause[] {
  if (objectsAt(http, 'paths').length === 0) return [required(`${path}.paths`, '')];
  return eachOf(http, 'paths', path, pathCauses);
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const forbiddenInside = ['//', '/./', '/../', '%2f', '%2F'];
const forbiddenAtEnd = ['/..', '/.'];

function pathCauses(entry: JsonObject, path: string): readonly Cause[] {
  const type = textAt(entry, 'pathType') ?? '';
  if (type === '') return [required(`${path}.pathType`, 'pathType must be specified')];
  return [
    ...(pathTypes.includes(type)
      ? pathTextCauses(textAt(entry, 'path') ?? '', type, `${path}.path`)
      : [unsupportedValue(`${path}.pathType`, type, pathTypes)]),
    ...backendCauses(objectAt(entry, 'backend'), `${path}.backend`),
  ];
}

function pathTextCauses(text: string, type: string, path: string): readonly Cause[] {
  const isFree = type === 'ImplementationSpecific';
  const isRelative = !text.startsWith('/') && !(isFree && text === '');
  const inside = isFree ? [] : forbiddenInside.filter((part) => text.includes(part));
  const atEnd = isFree ? [] : forbiddenAtEnd.filter((part) => text.endsWith(part));
  return [
    ...(isRelative ? ['must be an absolute path'] : []),
    ...inside.map((part) => `must not contain '${part}'`),
    ...atEnd.map((part) => `cannot end with '${part}'`),
  ].map((detail) => invalidValue(path, text, detail));
}

function backendCauses(backend: JsonObject, path: string): readonly Cause[] {
  const [hasResource, hasService] = [backend['resource'] !== undefined, backend['service'] !== undefined];
  if (hasResource && hasService) return [invalidValue(path, '', 'cannot set both resource and service backends')];
  if (hasResource) return resourceBackendCauses(objectAt(backend, 'resource'), `${path}.resource`);
  if (!hasService) return [invalidValue(path, '', 'resource or service backend is required')];
  return [
    ...mustBeNamedBy(dnsLabel, objectAt(backend, 'service'), 'name', `${path}.service`),
    ...backendPortCauses(objectAt(backend, 'service', 'port'), path),
  ];
}

function resourceBackendCauses(reference: JsonObject, path: string): readonly Cause[] {
  return [...namedBy(dnsSubdomain, reference, 'apiGroup', path), ...kindAndNameCauses(reference, path)];
}

function backendPortCauses(port: JsonObject, path: string): readonly Cause[] {
  const hasNumber = Boolean(port['number']);
  if (at(port, 'name') && hasNumber) return [invalidValue(path, '', 'cannot set both port name & port number')];
  if (at(port, 'name')) return namedBy(portNameProblems, port, 'name', `${path}.service.port`);
  if (hasNumber) return portCauses(port, 'number', `${path}.service.port`);
  return [required(path, 'port name or number is required')];
}
