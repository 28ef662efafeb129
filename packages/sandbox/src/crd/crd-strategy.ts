import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonArray, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Strategy } from '../registry/strategy.ts';
import { validateDefinition } from './validate-definition.ts';

/** How CustomResourceDefinitions differ from other kinds. */
export const definitionStrategy: Partial<Strategy> = {
  setDefaults: (draft) => {
    const spec = objectAt(draft, 'spec');
    const names = spec['names'];
    if (isJsonObject(names)) defaultNames(names);
    spec['conversion'] ??= { strategy: 'None' };
    if (spec['preserveUnknownFields'] === false) delete spec['preserveUnknownFields'];
  },
  prepareForCreate: (draft) => {
    draft['status'] = { conditions: [], acceptedNames: { plural: '', kind: '' }, storedVersions: storageVersions(draft) };
  },
  prepareForUpdate: (draft, old) => {
    const stored = listAt(old, 'status', 'storedVersions');
    const added = storageVersions(draft).filter((version) => !stored.includes(version));
    if (added.length > 0) draft['status'] = { ...objectAt(old, 'status'), storedVersions: [...stored, ...added] };
  },
  validate: validateDefinition,
};

function defaultNames(names: JsonObject): void {
  const kind = textAt(names, 'kind') ?? '';
  if (!names['singular']) names['singular'] = kind.toLowerCase();
  if (!names['listKind'] && kind !== '') names['listKind'] = `${kind}List`;
  for (const key of ['shortNames', 'categories']) {
    const list = names[key];
    if (isJsonArray(list) && list.length === 0) delete names[key];
  }
}

function storageVersions(definition: ApiObject): JsonValue[] {
  const versions = objectsAt(definition, 'spec', 'versions').filter((version) => version['storage'] === true);
  return versions.flatMap((version) => textAt(version, 'name') ?? []);
}
