import { YamlError } from '@sluice/objects';
import type { Parsed } from './parsed.ts';
import { readYamlDocument } from './read-yaml.ts';
import type { StringTable } from './string-table.ts';

/** A text that is no YAML: kustomize then tries whether the entry means something else. */
export class MalformedYamlError extends Error {
  override readonly name = 'MalformedYamlError';
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

const separator = /\n---(.*)\n/g;

/**
 * The YAML documents of a text, split as kustomize splits them: at lines that start with `---`. Empty ones are left
 * out.
 */
export function readDocuments(text: string): Parsed[] {
  return [...eachDocument(text)];
}

/** As `readDocuments`, one at a time: reading a large file can be paused between them. */
export function* eachDocument(text: string, strings?: StringTable): Generator<Parsed> {
  for (const chunk of chunksOf(text.replaceAll('\r\n', '\n'))) {
    const document = readChunk(chunk, strings);
    if (document !== undefined) yield document;
  }
}

interface Chunk {
  readonly text: string;
  /** Lines of the text before it. */
  readonly linesBefore: number;
}

function* chunksOf(text: string): Generator<Chunk> {
  let start = 0;
  let linesBefore = 0;
  for (const match of text.matchAll(separator)) {
    const rest = match[1]?.trim() ?? '';
    const chunk = text.slice(start, match.index + 1);
    const lines = countLines(chunk);
    if (rest !== '' && !rest.startsWith('#')) {
      throw new MalformedYamlError(
        `invalid document separator: ${match[0].trim().slice(0, 60)}`,
        linesBefore + lines + 1,
      );
    }
    if (match.index >= start) yield { text: chunk, linesBefore };
    linesBefore += lines + 1;
    start = match.index + match[0].length;
  }
  yield { text: text.slice(start), linesBefore };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function readChunk({ text, linesBefore }: Chunk, strings?: StringTable): Parsed | undefined {
  if (text.trim() === '') return undefined;
  try {
    return readYamlDocument(text, strings);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const line = error.line + linesBefore;
    throw new MalformedYamlError(`MalformedYAMLError: ${error.upstreamMessage}`, line, { cause: error });
  }
}
