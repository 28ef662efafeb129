/** Inflated entries and built objects by offset, up to a number of bytes: a small repository is never inflated twice. */
export class ByteCache {
  readonly #built = new Map<number, Buffer>();
  readonly #maxBytes: number;
  #left: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#left = maxBytes;
  }

  /** Keeps the content of the object at an offset (for a delta: of its result), if there is room. */
  add(offset: number, data: Buffer): void {
    if (data.length > this.#left) return;
    this.#left -= data.length;
    this.#built.set(offset, data);
  }

  get(offset: number): Buffer | undefined {
    return this.#built.get(offset);
  }

  get heldBytes(): number {
    return this.#maxBytes - this.#left;
  }
}
