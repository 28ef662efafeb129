import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { handlerCauses } from './handler.ts';
import { allNonNegative } from './rule.ts';

export const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** Hooks and probes of a container that may have them. */
export function lifecycleCauses(container: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const { lifecycle } = container;
  return [
    ...(isJsonObject(lifecycle) ? hookCauses(lifecycle, `${path}.lifecycle`, context) : []),
    ...probes.flatMap((key) => {
      const probe = container[key];
      return isJsonObject(probe) ? probeCauses(probe, `${path}.${key}`, context, key) : [];
    }),
  ];
}

function hookCauses(lifecycle: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  return ['postStart', 'preStop'].flatMap((key) => {
    const hook = lifecycle[key];
    return isJsonObject(hook) ? handlerCauses(hook, `${path}.${key}`, context) : [];
  });
}

function probeCauses(probe: JsonObject, path: string, context: ContainerContext, key: string): readonly Cause[] {
  const { successThreshold = 0, terminationGracePeriodSeconds: grace } = probe;
  const graceField = `${path}.terminationGracePeriodSeconds`;
  const isReadiness = key === 'readinessProbe';
  const isGraceTooShort = typeof grace === 'number' && grace <= 0;
  return [
    ...handlerCauses(probe, path, context),
    ...allNonNegative(probe, counts, path),
    ...(isGraceTooShort ? [invalidValue(graceField, grace, 'must be greater than 0')] : []),
    ...(isReadiness || successThreshold === 1
      ? []
      : [invalidValue(`${path}.successThreshold`, successThreshold, 'must be 1')]),
    ...(isReadiness && grace !== undefined
      ? [invalidValue(graceField, grace, 'must not be set for readinessProbes')]
      : []),
  ];
}
