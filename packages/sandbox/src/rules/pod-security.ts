import type { JsonObject } from '@sluice/objects';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required } from '../validation/causes.ts';
import { eachOf, oneOf } from './rule.ts';
import { ids, seccompCauses } from './security-context.ts';
import { within } from './text.ts';

const sysctlRule = String.raw`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`;
const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const sysctlLimit = 253;

/** What a pod asks of the security of all its containers. */
export function podSecurityCauses(spec: JsonObject, path: string): readonly Cause[] {
  const context = objectAt(spec, 'securityContext');
  const where = `${path}.securityContext`;
  return [
    ...['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((key) => within(context, key, where, ids)),
    ...groupCauses(context, where),
    ...sharingCauses(spec, where),
    ...sysctlCauses(context, where),
    ...oneOf(context, 'fsGroupChangePolicy', where, ['Always', 'OnRootMismatch']),
    ...seccompCauses(context, where),
  ];
}

function groupCauses(context: JsonObject, path: string): readonly Cause[] {
  const groups = listAt(context, 'supplementalGroups');
  const byIndex = Object.fromEntries(groups.map((group, index) => [`supplementalGroups[${index}]`, group]));
  return Object.keys(byIndex).flatMap((key) => within(byIndex, key, path, ids));
}

function sharingCauses({ shareProcessNamespace, hostPID }: JsonObject, path: string): readonly Cause[] {
  if (shareProcessNamespace !== true || hostPID !== true) return [];
  const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
  return [invalidValue(`${path}.shareProcessNamespace`, true, detail)];
}

function sysctlCauses(context: JsonObject, path: string): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(context, 'sysctls', path, (sysctl, where) => {
    const name = textAt(sysctl, 'name') ?? '';
    const field = `${where}.name`;
    if (name === '') return [required(field, '')];
    if (name.length > sysctlLimit || !sysctlName.test(name)) {
      return [invalidValue(field, name, `must have at most ${sysctlLimit} characters and match regex ${sysctlRule}`)];
    }
    if (seen.has(name)) return [duplicateValue(field, name)];
    seen.add(name);
    return [];
  });
}
