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

/** Resources of a file's bytes, parsed at most once for each content; or of a text, which is not kept. */
export function readResources(content: string | Uint8Array, source: Source, state: BuildState): Resource[] {
  const documents = typeof content === 'string' ? readDocuments(content) : state.cache.documents(content);
  return resourcesOf(documents, source, state.schemas);
}
