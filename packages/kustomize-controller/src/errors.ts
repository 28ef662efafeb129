import type { Outcome } from '@sluice/core';
import { BuildError } from '@sluice/kustomize';
import { YamlError } from '@sluice/objects';
import { DecryptionError } from '@sluice/secrets';
import { DecryptionKeysError } from './decrypt/decryption.ts';
import { GenerateError } from './generate/generate-error.ts';
import { endWith, type Scope } from './scope.ts';
import { SubstituteError } from './substitute/substitute-object.ts';
import { VariablesError } from './substitute/variables.ts';

const inputErrors = [
  DecryptionError,
  DecryptionKeysError,
  GenerateError,
  SubstituteError,
  VariablesError,
  YamlError,
] as const;

/** Maps what the engines throw to rows of the table. What is not here is a bug, or the API server's: retried. */
export function outcomeOfError(error: unknown, scope: Scope): Outcome | undefined {
  // It names its file itself.
  if (error instanceof BuildError && error.cause instanceof DecryptionError) return outcomeOfError(error.cause, scope);
  if (error instanceof BuildError)
    return endWith(scope, 'buildFailed', `kustomize build failed: ${error.message}`, error);
  if (isInputError(error)) return endWith(scope, 'buildFailed', error.message, error);
  return undefined;
}

function isInputError(error: unknown): error is Error {
  return inputErrors.some((type) => error instanceof type);
}
