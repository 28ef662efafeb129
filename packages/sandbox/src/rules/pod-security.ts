import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { localPathCauses } from './local-path.ts';
import { eachOf, oneOf } from './rule.ts';
import { within } from './text.ts';

const ids = [0, 2_147_483_647] as const;
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
    ...seccompCauses(context['seccompProfile'], `${where}.seccompProfile`),
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

const profiles = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function seccompCauses(profile: JsonObject[string] | undefined, path: string): readonly Cause[] {
  if (!isJsonObject(profile)) return [];
  return [...profileTypeCauses(textAt(profile, 'type') ?? '', `${path}.type`), ...localProfileCauses(profile, path)];
}

function profileTypeCauses(type: string, field: string): readonly Cause[] {
  if (type === '') return [required(field, 'type is required when seccompProfile is set')];
  return profiles.includes(type) ? [] : [unsupportedValue(field, type, profiles)];
}

function localProfileCauses(profile: JsonObject, path: string): readonly Cause[] {
  const field = `${path}.localhostProfile`;
  const local = textAt(profile, 'localhostProfile');
  if (profile['type'] !== 'Localhost') {
    return local === undefined ? [] : [invalidValue(field, local, 'can only be set when seccomp type is Localhost')];
  }
  if (local === undefined) return [required(field, 'must be set when seccomp type is Localhost')];
  return localPathCauses(local, field);
}
