import { hash } from 'node:crypto';
import { eachDocument, MalformedYamlError } from './documents.ts';
import type { Pacer } from '../pacer.ts';
import type { Parsed } from './parsed.ts';
import { StringTable } from './string-table.ts';

/** Bytes that a parsed file takes for each of its own, rounded up; see test/bench/kustomize. */
const bytesPerInputByte = 6;
const defaultLimit = 64 * 1024 * 1024;

interface Entry {
  readonly documents: readonly Parsed[];
  readonly bytes: number;
}

/**
 * Parsed files by the digest of their content, shared by any number of builds. The least recently used ones go when
 * the limit is reached. Nothing of the build's output is kept.
 */
export class ParseCache {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, Entry>();
  readonly #strings = new StringTable();
  #bytes = 0;
  /** Files that were parsed because they were not in the cache. */
  misses = 0;

  constructor(limitBytes: number = defaultLimit) {
    this.#limitBytes = limitBytes;
  }

  /** Estimated size of everything in the cache. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The documents of a file. A file that cannot be parsed is parsed again each time. */
  async documents(content: Uint8Array, pacer?: Pacer): Promise<readonly Parsed[]> {
    const digest = hash('sha256', content, 'base64');
    const known = this.#entries.get(digest);
    if (known !== undefined) {
      this.#entries.delete(digest);
      this.#entries.set(digest, known);
      return known.documents;
    }
    this.misses++;
    const documents: Parsed[] = [];
    for (const document of eachDocument(decodeText(content), this.#strings)) {
      documents.push(document);
      if (pacer?.isDue === true) await pacer.pause();
    }
    this.#add(digest, { documents, bytes: content.length * bytesPerInputByte + 200 });
    return documents;
  }

  /** Two builds may have read the same file at the same time. */
  #add(digest: string, entry: Entry): void {
    if (this.#entries.has(digest)) return;
    if (entry.bytes > this.#limitBytes) return;
    this.#entries.set(digest, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#limitBytes) return;
      this.#entries.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** The text of a file: UTF-8, or UTF-16 where a byte order mark says so. */
export function decodeText(content: Uint8Array): string {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(content);
  try {
    return utf8.decode(content);
  } catch (cause) {
    throw new MalformedYamlError('MalformedYAMLError: yaml: the text is not UTF-8', undefined, { cause });
  }
}
