/**
 * A patch that is malformed (`invalid`), or well formed but impossible on this target (`not-applicable`, of JSON patches).
 * The message is that of the library which the API server and kustomize use.
 */
export class PatchError extends Error {
  override readonly name = 'PatchError';
  readonly kind: 'invalid' | 'not-applicable';

  constructor(kind: 'invalid' | 'not-applicable', message: string) {
    super(message);
    this.kind = kind;
  }
}
