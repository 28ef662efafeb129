import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { eachOf } from './rule.ts';

export function paddedImageCauses(container: JsonObject, path: string): readonly Cause[] {
  const image = textAt(container, 'image') ?? '';
  if (image.trim() === image) return [];
  return [invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace')];
}

/** Templates may have what pods may not: some rely on it. */
export function podImageCauses(spec: JsonObject, path: string): readonly Cause[] {
  return ['containers', 'initContainers'].flatMap((key) => eachOf(spec, key, path, paddedImageCauses));
}
