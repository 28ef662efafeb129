import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, tooLong, unsupportedValue } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { goSeccompProfile, goSecurityContext } from './go-security-context.ts';
import { localPathCauses } from './local-path.ts';
import { oneOf } from './rule.ts';
import { within } from './text.ts';

/** The numbers of users and groups. */
export const ids = [0, 2_147_483_647] as const;

/** What a container may do on its node. */
export function securityCauses(container: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const { securityContext } = container;
  if (!isJsonObject(securityContext)) return [];
  const where = `${path}.securityContext`;
  return [
    ...['runAsUser', 'runAsGroup'].flatMap((key) => within(securityContext, key, where, ids)),
    ...procMountCauses(securityContext, where, context),
    ...seccompCauses(securityContext, where),
    ...escalationCauses(securityContext, where),
    ...appArmorCauses(securityContext, where),
  ];
}

function procMountCauses(owner: JsonObject, path: string, { hasHostUsers }: ContainerContext): readonly Cause[] {
  const isRefused = owner['procMount'] === 'Unmasked' && hasHostUsers;
  const rule = '`hostUsers` must be false to use `Unmasked`';
  return [
    ...oneOf(owner, 'procMount', path, ['Default', 'Unmasked']),
    ...(isRefused ? [invalidValue(`${path}.procMount`, 'Unmasked', rule)] : []),
  ];
}

/** Of a container, and of a pod. */
export function seccompCauses(owner: JsonObject, path: string): readonly Cause[] {
  const profile = owner['seccompProfile'];
  if (!isJsonObject(profile)) return [];
  const where = `${path}.seccompProfile`;
  return [...seccompTypeCauses(profile, where), ...seccompPathCauses(profile, `${where}.localhostProfile`)];
}

function seccompTypeCauses(profile: JsonObject, path: string): readonly Cause[] {
  if ((textAt(profile, 'type') ?? '') === '') {
    return [required(`${path}.type`, 'type is required when seccompProfile is set')];
  }
  return oneOf(profile, 'type', path, ['Localhost', 'RuntimeDefault', 'Unconfined']);
}

function seccompPathCauses(profile: JsonObject, field: string): readonly Cause[] {
  const local = textAt(profile, 'localhostProfile');
  if (profile['type'] !== 'Localhost') {
    const rule = 'can only be set when seccomp type is Localhost';
    return local === undefined ? [] : [invalidValue(field, goSeccompProfile(profile), rule)];
  }
  if (local === undefined) return [required(field, 'must be set when seccomp type is Localhost')];
  return localPathCauses(local, field);
}

function escalationCauses(owner: JsonObject, path: string): readonly Cause[] {
  if (owner['allowPrivilegeEscalation'] !== false) return [];
  const admin = listAt(owner, 'capabilities', 'add').filter((name) => name === 'CAP_SYS_ADMIN');
  const others = [
    ...(owner['privileged'] === true ? ['`privileged` to true'] : []),
    ...admin.map(() => '`capabilities.Add` CAP_SYS_ADMIN'),
  ];
  return others.map((other) =>
    invalidValue(path, goSecurityContext(owner), `cannot set \`allowPrivilegeEscalation\` to false and ${other}`),
  );
}

const appArmorTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const longestProfile = 4095;

function appArmorCauses(owner: JsonObject, path: string): readonly Cause[] {
  const profile = owner['appArmorProfile'];
  if (!isJsonObject(profile)) return [];
  const where = `${path}.appArmorProfile`;
  const type = textAt(profile, 'type') ?? '';
  const field = `${where}.localhostProfile`;
  if (type === '') return [required(`${where}.type`, 'type is required when appArmorProfile is set')];
  if (type === 'Localhost') return appArmorPathCauses(textAt(profile, 'localhostProfile'), field);
  if (!appArmorTypes.includes(type)) return [unsupportedValue(`${where}.type`, type, appArmorTypes)];
  const local: JsonValue | undefined = profile['localhostProfile'];
  return local === undefined ? [] : [invalidValue(field, local, 'can only be set when AppArmor type is Localhost')];
}

function appArmorPathCauses(local: string | undefined, field: string): readonly Cause[] {
  const missing = required(field, 'must be set when AppArmor type is Localhost');
  if (local === undefined || local === '') return [missing];
  return [
    ...(local.trim() === local ? [] : [invalidValue(field, local, 'must not be padded with whitespace')]),
    ...(local.length > longestProfile ? [tooLong(field, `may not be more than ${longestProfile} bytes`)] : []),
  ];
}
