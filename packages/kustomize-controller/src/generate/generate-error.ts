/** A kustomization that cannot be completed for a build. */
export class GenerateError extends Error {
  override readonly name = 'GenerateError';
}
