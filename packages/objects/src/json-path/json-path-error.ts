/** A JSONPath that cannot be understood. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}
