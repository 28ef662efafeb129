import { deepEqual, isJsonObject, getOwn, type JsonValue } from '@sluice/objects';
import { toJson } from '../node/to-json.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import { runSteps } from './steps.ts';
import type { Target } from './target.ts';
import { pluginTransformers } from './transformers.ts';

/** The one label that a validator may set. */
const validatedBy = 'validated-by';

/** Runs the transformers of `validators`, which must not change anything. */
export async function runValidators(target: Target, set: ResourceSet): Promise<void> {
  for (const step of await pluginTransformers(target, target.kustomization.validators ?? [], 'validators')) {
    const before = set.list.map((resource) => toJson(resource.node));
    await runSteps(set, [step], target.state);
    const after = set.list.map((resource) => withoutMark(toJson(resource.node)));
    if (!deepEqual(before, after)) throw new Error("validator shouldn't modify the resource map");
  }
}

function withoutMark(value: JsonValue): JsonValue {
  const metadata = isJsonObject(value) ? getOwn(value, 'metadata') : undefined;
  const labels = isJsonObject(metadata) ? getOwn(metadata, 'labels') : undefined;
  if (isJsonObject(labels) && isJsonObject(metadata) && Object.hasOwn(labels, validatedBy)) {
    delete labels[validatedBy];
    if (Object.keys(labels).length === 0) delete metadata['labels'];
  }
  return value;
}
