import { parseJson, parseYaml, yamlToJson, type JsonValue } from '@sluice/objects';

/**
 * The first document of a configuration text (kustomization, plugin configuration, JSON patch) as Kubernetes reads it:
 * YAML 1.1 booleans, keys as text, no key twice. Null where the text has no document.
 *
 * @throws YamlError
 */
export function readConfig(content: string | Uint8Array): JsonValue {
  const document = parseYaml(content)[0];
  return document === undefined ? null : yamlToJson(document.root, document.text);
}

/** As `readConfig`, for files that may be large JSON. */
export function readConfigFile(content: Uint8Array): JsonValue {
  return content[0] === 0x7b ? parseJson(content) : readConfig(content);
}
