import { type FieldPath, YamlError } from '@sluice/objects';
import { BuildError } from '../build-error.ts';
import { ConfigError } from '../config/decoder.ts';
import { ConfigTextError } from '../yaml/config-text-error.ts';
import { MalformedYamlError } from '../yaml/documents.ts';

/** A place of which the line is found only when an error needs it. */
export interface LazyPlace {
  readonly file: string;
  readonly overlays: readonly string[];
  /** The field of the file that is at work. */
  readonly path?: FieldPath | undefined;
}

/** Finds the line of a field of a file; undefined where it cannot be told. */
export type FindLine = (file: string, path: FieldPath) => Promise<number | undefined>;

/** Runs a step of the build; what it throws becomes a BuildError that says where. Errors that say so already pass. */
export async function atPlace<T>(place: LazyPlace, findLine: FindLine, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof BuildError || !(error instanceof Error) || error.name === 'AbortError') throw error;
    const path = error instanceof ConfigError && error.path.length > 0 ? error.path : place.path;
    const line = lineOf(error) ?? (path === undefined ? undefined : await findLine(place.file, path));
    throw new BuildError(reasonOf(error), { file: place.file, line, overlays: place.overlays }, { cause: error });
  }
}

function reasonOf(error: Error): string {
  return error instanceof YamlError ? error.upstreamMessage : error.message;
}

function lineOf(error: Error): number | undefined {
  const knows = error instanceof YamlError || error instanceof MalformedYamlError || error instanceof ConfigTextError;
  return knows ? error.line : undefined;
}
