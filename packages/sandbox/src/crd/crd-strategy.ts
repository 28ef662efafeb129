import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonArray, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Condition } from '../conditions.ts';
import { setCondition } from '../conditions.ts';
import type { Strategy } from '../registry/strategy.ts';
import { isKnownFormat } from './formats.ts';
import { newDefinitionCauses, validateDefinition, validateDefinitionUpdate } from './validate-definition.ts';

/** How CustomResourceDefinitions differ from other kinds. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

const terminating: Condition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionPending',
  message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
};

export const definitionStrategy: Partial<Strategy> = {
  setDefaults: (draft) => {
    const spec = objectAt(draft, 'spec');
    const names = spec['names'];
    if (isJsonObject(names)) defaultNames(names);
    spec['conversion'] ??= { strategy: 'None' };
    const status = objectAt(draft, 'status');
    if (isJsonArray(status['storedVersions']) && status['storedVersions'].length === 0)
      status['storedVersions'] = storageVersions(draft);
    if (spec['preserveUnknownFields'] === false) delete spec['preserveUnknownFields'];
  },
  prepareForCreate: (draft) => {
    draft['status'] = {
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: storageVersions(draft),
    };
  },
  prepareForUpdate: (draft, old) => {
    const stored = listAt(old, 'status', 'storedVersions');
    const added = storageVersions(draft).filter((version) => !stored.includes(version));
    if (added.length > 0) draft['status'] = { ...objectAt(old, 'status'), storedVersions: [...stored, ...added] };
  },
  prepareForDeletion: (draft) => {
    draft.metadata.finalizers = [...new Set([...(draft.metadata.finalizers ?? []), cleanupFinalizer])];
    const status = cloneJson(objectAt(draft, 'status'));
    setCondition(status, terminating, Date.parse(draft.metadata.deletionTimestamp ?? ''));
    draft['status'] = status;
  },
  // Its objects go first: see the definition controller.
  isHeld: ({ metadata }) => metadata.deletionTimestamp === undefined,
  validateNew: newDefinitionCauses,
  validate: validateDefinition,
  validateUpdate: validateDefinitionUpdate,
  warnings: formatWarnings,
};

/** Formats that the server does not check, where they are new. */
function formatWarnings(definition: ApiObject, old: ApiObject | undefined): readonly string[] {
  const before = new Set(old === undefined ? [] : formatsOf(objectAt(old, 'spec')));
  const formats = formatsOf(objectAt(definition, 'spec')).filter((format) => !isKnownFormat(format));
  return [...new Set(formats)]
    .filter((format) => !before.has(format))
    .map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

function formatsOf(spec: JsonObject): readonly string[] {
  return objectsAt(spec, 'versions').flatMap((version) => formatsIn(objectAt(version, 'schema', 'openAPIV3Schema')));
}

function formatsIn(schema: JsonValue): readonly string[] {
  if (isJsonArray(schema)) return schema.flatMap(formatsIn);
  if (!isJsonObject(schema)) return [];
  const { format, properties, items, additionalProperties } = schema;
  const inner = [items, additionalProperties, ...(isJsonObject(properties) ? Object.values(properties) : [])];
  return [
    ...(typeof format === 'string' && format !== '' ? [format] : []),
    ...inner.flatMap((each) => formatsIn(each ?? null)),
  ];
}

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
