import { Problem } from './decryption-error.ts';
import { type FileFormat, formatOfName, readers } from './formats/formats.ts';
import { named, textOfFile, writeFile } from './file-bytes.ts';
import { readMetadata } from './sops/metadata.ts';
import { scalarOf, type SopsLeaf, type SopsNode, type SopsScalar, textOf } from './sops/tree.ts';

export interface PlaceholderOptions {
  /** Named in errors. */
  readonly file: string;
  /** The format that the file is encrypted in. */
  readonly format: FileFormat;
  /** The format to give it back in. Default: the same. */
  readonly outputFormat?: FileFormat;
}

const placeholder = 'placeholder';
/** What a Secret of Docker's types must at least be. */
const emptyDockerConfig = '{"auths":{}}';
const typeOfValue = /^ENC\[AES256_GCM,data:.*,type:([a-z]+)\]$/;

/**
 * A file that SOPS encrypted, with placeholders of the same types for the values that are encrypted: for trying what uses
 * it where its keys are missing. Nothing of it is verified. Values below `data` of a Secret are base64 of a placeholder.
 *
 * @throws DecryptionError when the file cannot be read, or what kind of object it holds is encrypted too.
 */
export function placeholderFile(bytes: Uint8Array, options: PlaceholderOptions): Uint8Array {
  try {
    const file = readers[options.format](textOfFile(bytes));
    const { rule } = readMetadata(file.tree.metadata);
    const values = new Map<SopsLeaf, SopsScalar>();
    const visit = (node: SopsNode, path: readonly string[]): void => {
      if (node.kind === 'map') for (const { key, value } of node.entries) visit(value, [...path, key]);
      else if (node.kind === 'list') for (const item of node.items) visit(item, path);
      else if (rule(path)) values.set(node, placeholderOf(node.value, path));
    };
    for (const branch of file.tree.branches) visit(branch, []);
    for (const comment of file.tree.comments ?? []) values.set(comment, scalarOf('str', ` ${placeholder}`));
    return writeFile(file, (leaf) => values.get(leaf) ?? leaf.value, options);
  } catch (error) {
    throw named(error, options.file);
  }
}

function placeholderOf(value: SopsScalar, path: readonly string[]): SopsScalar {
  const type = value.type === 'str' ? typeOfValue.exec(textOf(value))?.[1] : undefined;
  if (type === undefined) return value;
  if (path.length === 1 && ['apiVersion', 'kind'].includes(path[0] ?? ''))
    throw new Problem('NoKey', 'what kind of object it holds is encrypted too, so that nothing can stand for it');
  switch (type) {
    case 'int':
      return scalarOf('int', '0');
    case 'float':
      return scalarOf('float', '0');
    case 'bool':
      return scalarOf('bool', 'False');
    case 'time':
      return scalarOf('time', '1970-01-01T00:00:00Z');
    default:
      return scalarOf('str', textFor(path));
  }
}

function textFor(path: readonly string[]): string {
  const text = formatOfName(path.at(-1) ?? '') === 'json' && path.length > 1 ? emptyDockerConfig : placeholder;
  return path[0] === 'data' && path.length > 1 ? Buffer.from(text).toString('base64') : text;
}
