import { YamlError } from '@sluice/objects';
import { BuildError, type BuildErrorPlace } from '../build-error.ts';
import { MalformedYamlError } from '../yaml/documents.ts';

/** Runs a step of the build; what it throws becomes a BuildError that says where. Errors that say so already pass. */
export async function atPlace<T>(place: BuildErrorPlace, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw placed(error, place);
  }
}

/** The error as a BuildError. An abort stays what it is. */
export function placed(error: unknown, place: BuildErrorPlace): unknown {
  if (error instanceof BuildError || !(error instanceof Error) || error.name === 'AbortError') return error;
  return new BuildError(reasonOf(error), { ...place, line: lineOf(error) ?? place.line }, { cause: error });
}

function reasonOf(error: Error): string {
  return error instanceof YamlError ? `yaml: ${error.reason}` : error.message;
}

function lineOf(error: Error): number | undefined {
  return error instanceof YamlError || error instanceof MalformedYamlError ? error.line : undefined;
}
