import {
  type FieldPath,
  locate,
  parseYaml,
  positionAt,
  type YamlDocument,
  YamlError,
  type YamlNode,
  yamlToJson,
} from '@sluice/objects';
import type { FileTree } from '../tree/file-tree.ts';
import type { FindLine } from './place-errors.ts';

/** Reads files of the tree again to find lines: builds keep no positions. */
export function lineFinder(tree: FileTree): FindLine {
  return async (file, path) => {
    try {
      return locate(await tree.read(file), 0, path)?.line;
    } catch {
      return undefined;
    }
  };
}

/** What tells a resource of a file from the others. */
export interface ResourceName {
  readonly kind: string;
  readonly name: string;
}

/** The line of a value of a resource that its file holds, or of what is wrong with the resource's text. */
export async function lineOfValue(
  tree: FileTree,
  file: string,
  { resource, path }: { resource: ResourceName; path: FieldPath },
): Promise<number | undefined> {
  try {
    const content = await tree.read(file);
    const documents = parseYaml(content);
    const index = documents.length === 1 ? 0 : documents.findIndex(({ root }) => isResource(root, resource));
    const document = documents[index];
    return document === undefined ? undefined : (faultIn(document) ?? locate(content, index, path)?.line);
  } catch {
    return undefined;
  }
}

function isResource(root: YamlNode, { kind, name }: ResourceName): boolean {
  return textAt(root, ['kind']) === kind && textAt(root, ['metadata', 'name']) === name;
}

function textAt(node: YamlNode, path: readonly string[]): string | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return node.kind === 'scalar' ? node.value : undefined;
  const entry =
    node.kind === 'map' ? node.entries.find(({ key }) => key.kind === 'scalar' && key.value === step) : undefined;
  return entry === undefined ? undefined : textAt(entry.value, rest);
}

function faultIn({ root, text }: YamlDocument): number | undefined {
  try {
    yamlToJson(root, text, 'kustomize');
    return undefined;
  } catch (error) {
    return error instanceof YamlError ? positionAt(text, error.offset).line : undefined;
  }
}
