import type { JsonObject, JsonValue, YamlNode } from '@sluice/objects';
import { getOwn, isJsonObject, parseJson, parseYaml, setOwn } from '@sluice/objects';

/**
 * The value of a JSON text in which keys stand twice, as Go decodes it into a struct: a second object is read into the
 * first one, so that keys of both stay; of anything else the last counts.
 */
export function mergedDuplicates(body: Uint8Array): JsonValue {
  const [document] = parseYaml(body);
  return document === undefined ? parseJson(body) : valueOf(document.root, undefined, document.text);
}

function valueOf(node: YamlNode, before: JsonValue | undefined, text: string): JsonValue {
  if (node.kind === 'seq') return node.items.map((item) => valueOf(item, undefined, text));
  if (node.kind === 'scalar') return parseJson(text.slice(node.start, node.end));
  const object: JsonObject = isJsonObject(before) ? before : {};
  for (const { key, value } of node.entries) {
    const name = String(valueOf(key, undefined, text));
    setOwn(object, name, valueOf(value, getOwn(object, name), text));
  }
  return object;
}
