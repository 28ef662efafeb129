/** A selector that cannot be understood. The message is the API server's. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}
