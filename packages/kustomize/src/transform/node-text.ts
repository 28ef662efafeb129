import { writeYaml } from '@sluice/objects';
import { tags, type Node } from '../node/node.ts';
import { toJson } from '../node/to-json.ts';
import { resolveTag } from '../yaml/resolve-scalar.ts';

/** A node as YAML text, for regular expressions that match elements. A scalar keeps its quotes. */
export function blockText(node: Node): string {
  if (node.kind !== 'scalar') return writeYaml(toJson(node));
  const needsQuotes = node.style !== 'plain' || (node.tag === tags.string && resolveTag(node.value) !== tags.string);
  return needsQuotes ? JSON.stringify(node.value) : node.value;
}
