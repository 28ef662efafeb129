import { isJsonObject, type JsonObject } from '@sluice/objects';
import { applyJson6902 } from '../json-patch/apply-patch.ts';
import type { Operation } from '../json-patch/decode-patch.ts';
import { fromJson } from '../node/from-json.ts';
import type { Source } from '../node/node.ts';
import { toJson } from '../node/to-json.ts';
import { isInternalAnnotation } from '../resource/annotations.ts';
import type { Resource } from '../resource/resource.ts';

/** Applies a JSON patch to one resource. What the build has noted in its annotations survives. */
export function applyJsonPatch(resource: Resource, patch: readonly Operation[], source: Source): void {
  const internal = [...resource.annotations()].filter(([name]) => isInternalAnnotation(name));
  const before = resource.node;
  const document: JsonObject = asObject(toJson(before));
  resource.node = fromJson(asObject(applyJson6902(document, patch)), { through: 'yaml', source }, before);
  resource.setAnnotations(new Map([...resource.annotations(), ...internal]), source);
}

function asObject(value: unknown): JsonObject {
  const json = value as Parameters<typeof isJsonObject>[0];
  if (isJsonObject(json)) return json;
  throw new Error('json: cannot unmarshal array into Go value of type map[string]interface {}');
}
