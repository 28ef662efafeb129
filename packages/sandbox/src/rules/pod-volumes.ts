import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField } from '../validation/causes.ts';
import { eachOf, requiredText } from './rule.ts';

/** What only the volumes of a pod must be, not those of a template. */
export function podVolumeCauses(spec: JsonObject, path: string): readonly Cause[] {
  return textAt(spec, 'serviceAccountName') ? [] : eachOf(spec, 'volumes', path, tokenCauses);
}

/** A token can only be made for an account that is named. */
function tokenCauses(volume: JsonObject, path: string): readonly Cause[] {
  const detail = 'must not be specified when serviceAccountName is not set';
  return eachOf(objectAt(volume, 'projected'), 'sources', `${path}.projected`, (source, field) =>
    isJsonObject(source['serviceAccountToken']) ? [forbiddenField(`${field}.serviceAccountToken`, detail)] : [],
  );
}

/** A template may leave open which image a volume shows. */
export function imageReferenceCauses(spec: JsonObject, path: string): readonly Cause[] {
  return eachOf(spec, 'volumes', path, (volume, where) => {
    const { image } = volume;
    return isJsonObject(image) ? requiredText(image, 'reference', `${where}.image`) : [];
  });
}
