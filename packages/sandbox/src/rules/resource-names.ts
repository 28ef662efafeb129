import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { qualifiedName } from '../validation/names.ts';

const ofContainers = new Set(['cpu', 'memory', 'ephemeral-storage']);
const counted = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const bounded = [...ofContainers].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);
const standard = new Set([...bounded, ...counted, 'storage', 'requests.storage']);

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** A resource of someone else's: a device, a licence. */
export function isExtended(name: string): boolean {
  return !isNative(name);
}

/** Counted in whole numbers. */
export function isInteger(name: string): boolean {
  return counted.includes(name) || followsExtendedStandard(name);
}

function followsExtendedStandard(name: string): boolean {
  return isExtended(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
}

/** The standard resources that a quota may limit. */
export function isStandardOfQuotas(name: string): boolean {
  return (name !== 'storage' && standard.has(name)) || isHugePagesOfQuotas(name);
}

function isHugePagesOfQuotas(name: string): boolean {
  return /^(requests\.)?hugepages-/.test(name);
}

/** What is wrong with the name of any resource. */
export function resourceCauses(name: string, field: string): readonly Cause[] {
  return nameProblems(name).map((problem) => invalidValue(field, name, problem));
}

/** What is wrong with the name of a resource that a quota limits. */
export function quotaResourceCauses(name: string, field: string): readonly Cause[] {
  const isKnown = name.includes('/') || isStandardOfQuotas(name);
  return [
    ...resourceCauses(name, field),
    ...(isKnown ? [] : [invalidValue(field, name, 'must be a standard resource for quota')]),
  ];
}

/** What is wrong with the name of a resource that a container asks for. */
export function containerResourceCauses(name: string, field: string): readonly Cause[] {
  return [...nameProblems(name), ...containerProblems(name)].map((problem) => invalidValue(field, name, problem));
}

function nameProblems(name: string): readonly string[] {
  const problems = qualifiedName(name);
  if (problems.length > 0 || name.includes('/')) return problems;
  const isStandard = standard.has(name) || isHugePagesOfQuotas(name);
  return isStandard ? [] : ['must be a standard resource type or fully qualified'];
}

function containerProblems(name: string): readonly string[] {
  if (!name.includes('/')) {
    return ofContainers.has(name) || isHugePages(name) ? [] : ['must be a standard resource for containers'];
  }
  return isNative(name) || followsExtendedStandard(name) ? [] : ["doesn't follow extended resource name standard"];
}
