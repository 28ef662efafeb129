import type { JsonValue } from '../object.ts';
import { parseYaml, type ParseYamlOptions } from './parse-yaml.ts';
import { yamlToJson } from './yaml-to-json.ts';

/**
 * Reads a YAML stream into one value per document, as `kubectl` and the controllers of Kubernetes do. Documents without
 * content are null, so that indexes agree with `parseYaml` and `locate`.
 *
 * @throws YamlError with line and column.
 */
export function readYaml(input: string | Uint8Array, options: ParseYamlOptions = {}): JsonValue[] {
  return parseYaml(input, options).map(({ root, text }) =>
    yamlToJson(root, text, 'kubernetes', options.onDuplicateKey),
  );
}
