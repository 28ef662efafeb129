/** A JSON text that cannot be used. `offset` counts UTF-16 units from its start, where it is known. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly offset: number | undefined;

  constructor(message: string, offset?: number, options?: ErrorOptions) {
    super(message, options);
    this.offset = offset;
  }
}
