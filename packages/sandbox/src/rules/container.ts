import type { JsonObject } from '@sluice/objects';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { dnsLabel } from '../validation/names.ts';
import type { ContainerContext } from './container-context.ts';
import { containerPortCauses } from './container-ports.ts';
import { resourceCauses } from './container-resources.ts';
import { environmentCauses } from './environment.ts';
import { resizePolicyCauses } from './resize-policy.ts';
import { oneOf, requiredText } from './rule.ts';
import { securityCauses } from './security-context.ts';
import { deviceCauses } from './volume-devices.ts';
import { mountCauses } from './volume-mounts.ts';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const messagePolicies = ['File', 'FallbackToLogsOnError'];

/** What every container must hold to, whatever list of its pod it is in. */
export function containerCauses(container: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  return [
    ...nameCauses(container, `${path}.name`),
    ...requiredText(container, 'image', path),
    ...oneOf(container, 'terminationMessagePolicy', path, messagePolicies),
    ...containerPortCauses(container, path),
    ...environmentCauses(container, path),
    ...mountCauses(container, path, context),
    ...deviceCauses(container, path, context),
    ...oneOf(container, 'imagePullPolicy', path, pullPolicies),
    ...resourceCauses(objectAt(container, 'resources'), `${path}.resources`, context),
    ...resizePolicyCauses(container, path, context),
    ...securityCauses(container, path, context),
  ];
}

function nameCauses(container: JsonObject, field: string): readonly Cause[] {
  const name = textAt(container, 'name') ?? '';
  return name === '' ? [required(field, '')] : dnsLabel(name).map((problem) => invalidValue(field, name, problem));
}
