import type { JsonObject, JsonValue } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, objectsAt, textAt } from '../api-object.ts';
import { isReachedFromOutside } from '../defaults/service.ts';
import type { Strategy, StrategyContext } from '../registry/strategy.ts';

const nodePortFirst = 30_000;
const nodePortLast = 32_767;
const addressCount = 65_534;

/** A service gets its addresses and node ports when it is made, and keeps them for as long as its type needs them. */
export const serviceStrategy: Partial<Strategy> = {
  prepareForCreate: (service, context) => {
    service['status'] = { loadBalancer: {} };
    allocate(objectAt(service, 'spec'), context);
  },
  prepareForUpdate: (service, old, context) => {
    const spec = objectAt(service, 'spec');
    keepAllocated(spec, objectAt(old, 'spec'));
    allocate(spec, context);
  },
};

function hasAddress(spec: JsonObject): boolean {
  return spec['type'] !== 'ExternalName';
}

function hasNodePorts({ type, allocateLoadBalancerNodePorts }: JsonObject): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

const addressFields = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'];

function keepAllocated(spec: JsonObject, old: JsonObject): void {
  if (!hasAddress(spec)) for (const field of addressFields) dropUnchanged(spec, old, field);
  else if (hasAddress(old)) keepAddresses(spec, old);
  if (hasNodePorts(spec) && hasNodePorts(old)) keepNodePorts(spec, old);
  if (!hasNodePorts(spec) && spec['type'] !== 'LoadBalancer') dropNodePorts(spec, old);
  for (const field of fieldsOfOtherTypes(spec)) dropUnchanged(spec, old, field);
}

/** Whoever changes the address means the list of addresses too. */
function keepAddresses(spec: JsonObject, old: JsonObject): void {
  for (const field of addressFields) keep(spec, old, field);
  const isOther = spec['clusterIP'] !== old['clusterIP'] && deepEqual(spec['clusterIPs'], old['clusterIPs']);
  if (isOther) spec['clusterIPs'] = [spec['clusterIP'] ?? ''];
}

/** What the type of a service has no use for. */
function fieldsOfOtherTypes(spec: JsonObject): readonly string[] {
  const isBalanced = spec['type'] === 'LoadBalancer';
  const isChecked = isBalanced && spec['externalTrafficPolicy'] === 'Local';
  return [
    ...(isReachedFromOutside(spec) ? [] : ['externalTrafficPolicy']),
    ...(isChecked ? [] : ['healthCheckNodePort']),
    ...(isBalanced ? [] : ['allocateLoadBalancerNodePorts', 'loadBalancerClass']),
    ...(spec['type'] === 'ExternalName' ? ['internalTrafficPolicy'] : []),
  ];
}

function keep(spec: JsonObject, old: JsonObject, field: string): void {
  const value = old[field];
  if (value !== undefined && (spec[field] === undefined || spec[field] === '')) spec[field] = value;
}

/** Fields of a type that the service no longer has, where the request merely repeats them. */
function dropUnchanged(spec: JsonObject, old: JsonObject, field: string): void {
  if (spec[field] !== undefined && deepEqual(spec[field], old[field])) delete spec[field];
}

function keepNodePorts(spec: JsonObject, old: JsonObject): void {
  for (const port of objectsAt(spec, 'ports')) {
    const before = objectsAt(old, 'ports').find(
      (one) => one['port'] === port['port'] && one['protocol'] === port['protocol'],
    );
    if (port['nodePort'] === undefined && before?.['nodePort'] !== undefined) port['nodePort'] = before['nodePort'];
  }
}

function dropNodePorts(spec: JsonObject, old: JsonObject): void {
  if (!hasNodePorts(old)) return;
  const before = new Set(objectsAt(old, 'ports').map(({ nodePort }) => nodePort));
  for (const port of objectsAt(spec, 'ports')) if (before.has(port['nodePort'])) delete port['nodePort'];
}

function allocate(spec: JsonObject, context: StrategyContext): void {
  if (hasAddress(spec)) allocateAddress(spec, context);
  if (hasNodePorts(spec)) allocateNodePorts(spec, context);
}

function allocateAddress(spec: JsonObject, context: StrategyContext): void {
  const given = textAt(spec, 'clusterIP');
  // What is wrong with such a list is said later.
  if (!given && firstText(spec['clusterIPs']) !== '') return;
  spec['clusterIP'] = given || freeAddress(context);
  spec['clusterIPs'] ??= [spec['clusterIP']];
  const isHeadlessWithoutSelector = spec['clusterIP'] === 'None' && spec['selector'] === undefined;
  spec['ipFamilies'] ??= isHeadlessWithoutSelector ? ['IPv4', 'IPv6'] : ['IPv4'];
  spec['ipFamilyPolicy'] ??= isHeadlessWithoutSelector ? 'RequireDualStack' : 'SingleStack';
}

function firstText(list: JsonValue | undefined): string {
  const first = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'string' ? first : '';
}

/** The lowest address of 10.0.0.0/16 that no service has; the first is the API server's own. */
function freeAddress(context: StrategyContext): string {
  const taken = new Set(context.list('/services').map((service) => at(service, 'spec', 'clusterIP')));
  for (let index = 2; index <= addressCount; index += 1) {
    const address = `10.0.${index >> 8}.${index & 255}`;
    if (!taken.has(address)) return address;
  }
  throw new Error('no free cluster IP');
}

function allocateNodePorts(spec: JsonObject, context: StrategyContext): void {
  const open = objectsAt(spec, 'ports').filter((port) => !port['nodePort']);
  if (open.length === 0) return;
  const taken = new Set(context.list('/services').flatMap(nodePortsOf));
  for (const { nodePort } of objectsAt(spec, 'ports')) taken.add(nodePort);
  let next = nodePortFirst;
  for (const port of open) {
    while (taken.has(next) && next < nodePortLast) next += 1;
    port['nodePort'] = next;
    taken.add(next);
  }
}

function nodePortsOf(service: ApiObject): (JsonValue | undefined)[] {
  return objectsAt(service, 'spec', 'ports').map(({ nodePort }) => nodePort);
}
