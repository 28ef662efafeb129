import type { FindLine } from './place-errors.ts';
import type { Pacer } from '../pacer.ts';
import type { Source } from '../node/node.ts';
import { resourcesOf } from '../resource/read-resources.ts';
import type { Resource } from '../resource/resource.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { ParseCache } from '../yaml/parse-cache.ts';
import { readDocuments } from '../yaml/documents.ts';

/** What all kustomizations of one build share. */
export interface BuildState {
  readonly schemas: Schemas;
  readonly cache: ParseCache;
  readonly pacer: Pacer;
  /** Whether `buildMetadata` asks for anything, so that origins are noted. */
  readonly tracksOrigin: boolean;
  /** Finds lines for errors. */
  readonly findLine: FindLine;
  /** Adds something that users should know but that does not stop the build. */
  warn(message: string): void;
}

/** Resources of a file's bytes, which are parsed at most once for each content. */
export async function readResourceFile(content: Uint8Array, source: Source, state: BuildState): Promise<Resource[]> {
  return resourcesOf(await state.cache.documents(content, state.pacer), source, state.schemas);
}

/** Resources of a text, which is not kept. */
export function readResourceText(text: string, source: Source, schemas: Schemas): Resource[] {
  return resourcesOf(readDocuments(text), source, schemas);
}
