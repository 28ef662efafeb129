import {
  parseJson,
  parseYaml,
  type YamlDocument,
  YamlError,
  type YamlMap,
  type YamlNode,
  yamlToJson,
  type JsonValue,
} from '@sluice/objects';

/** Told of keys that stand twice in one map. */
export type OnDuplicate = (error: YamlError) => void;

/**
 * The first document of a configuration text (kustomization, plugin configuration, JSON patch) as Kubernetes reads it:
 * YAML 1.1 booleans, keys as text. Null where the text has no document. Of duplicate keys the last counts, as in
 * kustomize, if the caller takes note of them; otherwise they are refused.
 *
 * @throws YamlError
 */
export function readConfig(content: string | Uint8Array, onDuplicate?: OnDuplicate): JsonValue {
  const document = parseYaml(content)[0];
  if (document === undefined) return null;
  return onDuplicate === undefined ? valueOf(document) : valueWithDuplicates(document, onDuplicate);
}

/** As `readConfig`, for files that may be large JSON. */
export function readConfigFile(content: Uint8Array): JsonValue {
  return content[0] === 0x7b ? parseJson(content) : readConfig(content);
}

function valueOf({ root, text }: YamlDocument): JsonValue {
  return yamlToJson(root, text);
}

function valueWithDuplicates(document: YamlDocument, onDuplicate: OnDuplicate): JsonValue {
  try {
    return valueOf(document);
  } catch (error) {
    if (!(error instanceof YamlError) || !error.reason.includes('already set in map')) throw error;
    onDuplicate(error);
    return valueOf({ root: withoutDuplicates(document.root), text: document.text });
  }
}

function withoutDuplicates(node: YamlNode): YamlNode {
  if (node.kind === 'scalar') return node;
  return node.kind === 'seq' ? { ...node, items: node.items.map(withoutDuplicates) } : lastEntries(node);
}

function lastEntries(map: YamlMap): YamlMap {
  const entries = new Map<unknown, YamlMap['entries'][number]>();
  for (const { key, value } of map.entries)
    entries.set(key.kind === 'scalar' ? key.value : key, { key, value: withoutDuplicates(value) });
  return { ...map, entries: [...entries.values()] };
}
