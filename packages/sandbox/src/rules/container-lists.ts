import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { containerContext } from './container-context.ts';
import { hostNetworkCauses, hostPortConflicts } from './container-ports.ts';
import { containerCauses } from './container.ts';
import { ephemeralContainerCauses } from './ephemeral-containers.ts';
import { lifecycleCauses, probes } from './probe.ts';
import { restartPolicyCauses } from './restart-policy.ts';
import { eachOf } from './rule.ts';

/** All the containers of a pod: each by itself, and their names and ports together. */
export function containerListCauses(spec: JsonObject, path: string): readonly Cause[] {
  const context = containerContext(spec);
  return [
    ...regularCauses(spec, path, context),
    ...initCauses(spec, path, context),
    ...ephemeralContainerCauses(spec, path, context),
    ...hostNetworkCauses(spec, path),
  ];
}

function regularCauses(spec: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const containers = objectsAt(spec, 'containers');
  if (containers.length === 0) return [required(`${path}.containers`, '')];
  const names = new Set<string>();
  return [
    ...eachOf(spec, 'containers', path, (container, where) => [
      ...containerCauses(container, where, context),
      ...takenName(container, where, names),
      ...lifecycleCauses(container, where, context),
      ...restartPolicyCauses(container, where),
    ]),
    ...hostPortConflicts(containers, `${path}.containers`),
  ];
}

/** Init containers share their names with the regular ones; they run one by one, so each may take the same port. */
function initCauses(spec: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const names = new Set(objectsAt(spec, 'containers').map((container) => textAt(container, 'name') ?? ''));
  return eachOf(spec, 'initContainers', path, (container, where) => [
    ...containerCauses(container, where, context),
    ...restartPolicyCauses(container, where),
    ...takenName(container, where, names),
    // The server counts from the start again for each.
    ...hostPortConflicts([container], `${path}.initContainers`),
    ...(container['restartPolicy'] === 'Always'
      ? lifecycleCauses(container, where, context)
      : onceOnlyCauses(container, where)),
  ]);
}

function takenName(container: JsonObject, path: string, names: Set<string>): readonly Cause[] {
  const name = textAt(container, 'name') ?? '';
  if (names.has(name)) return [duplicateValue(`${path}.name`, name)];
  if (name !== '') names.add(name);
  return [];
}

/** What runs once and ends has no hooks and is not probed. */
function onceOnlyCauses(container: JsonObject, path: string): readonly Cause[] {
  const rule = 'may not be set for init containers without restartPolicy=Always';
  const restart = "must not be set to 'RestartContainer' for non-sidecar initContainers";
  return [
    ...['lifecycle', ...probes]
      .filter((key) => isJsonObject(container[key]))
      .map((key) => forbiddenField(`${path}.${key}`, rule)),
    ...eachOf(container, 'resizePolicy', path, ({ restartPolicy }, where) =>
      restartPolicy === 'RestartContainer' ? [invalidValue(`${where}.restartPolicy`, restartPolicy, restart)] : [],
    ),
  ];
}
