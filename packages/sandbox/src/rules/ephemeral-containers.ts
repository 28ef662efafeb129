import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, missingReference } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { containerCauses } from './container.ts';
import { paddedImageCauses } from './pod-images.ts';
import { probes } from './probe.ts';
import { eachOf } from './rule.ts';

const refused = 'cannot be set for an Ephemeral Container';

/** Containers for a look into a running pod: they are not part of the work, and so have less. */
export function ephemeralContainerCauses(spec: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const others = new Set(
    ['containers', 'initContainers'].flatMap((key) => objectsAt(spec, key).map(({ name }) => name)),
  );
  const names = new Set(others);
  return eachOf(spec, 'ephemeralContainers', path, (container, where) => {
    const { name = '' } = container;
    const isRepeated = names.has(name);
    names.add(name);
    return [
      ...containerCauses(container, where, context),
      ...paddedImageCauses(container, where),
      ...(isRepeated ? [duplicateValue(`${where}.name`, name)] : []),
      ...targetCauses(container, where, others),
      ...refusedFields(container).map((key) => forbiddenField(`${where}.${key}`, refused)),
      ...eachOf(container, 'volumeMounts', where, subPathCauses),
    ];
  });
}

function targetCauses(container: JsonObject, path: string, others: ReadonlySet<unknown>): readonly Cause[] {
  const target = textAt(container, 'targetContainerName') ?? '';
  return target === '' || others.has(target) ? [] : [missingReference(`${path}.targetContainerName`, target)];
}

/** In the order of the server's type. */
function refusedFields(container: JsonObject): readonly string[] {
  const { resources } = container;
  return [
    ...(listAt(container, 'ports').length > 0 ? ['ports'] : []),
    ...(isJsonObject(resources) && Object.keys(resources).length > 0 ? ['resources'] : []),
    ...(listAt(container, 'resizePolicy').length > 0 ? ['resizePolicy'] : []),
    ...(container['restartPolicy'] === undefined ? [] : ['restartPolicy']),
    ...(listAt(container, 'restartPolicyRules').length > 0 ? ['restartPolicyRules'] : []),
    ...[...probes, 'lifecycle'].filter((key) => isJsonObject(container[key])),
  ];
}

function subPathCauses(mount: JsonObject, path: string): readonly Cause[] {
  return ['subPath', 'subPathExpr']
    .filter((key) => (textAt(mount, key) ?? '') !== '')
    .map((key) => forbiddenField(`${path}.${key}`, refused));
}
