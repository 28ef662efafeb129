/**
 * An expression that cannot be compiled (`compile`), fails on its input (`evaluation`), or takes too long (`deadline`).
 */
export class CelError extends Error {
  override readonly name = 'CelError';
  readonly kind: 'compile' | 'evaluation' | 'deadline';

  constructor(kind: CelError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
