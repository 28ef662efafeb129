/**
 * `invalid`: the patch is malformed. `not-applicable`: it is well formed but impossible on this target. `unexpected`: the
 * API server has no name for the fault and answers that it failed itself.
 */
export type PatchFault = 'invalid' | 'not-applicable' | 'unexpected';

/** A patch that cannot be applied. The message is that of the library which the API server and kustomize use. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
  readonly kind: PatchFault;
  /** The message with the values that are wrong, which may be secret: only for the answer to whoever sent them. */
  readonly detailed: string;

  constructor(kind: PatchFault, message: string, detailed: string = message) {
    super(message);
    this.kind = kind;
    this.detailed = detailed;
  }
}
