/** A service on loopback that keeps what it is sent. Closed with its test. */
export interface Recorder {
  readonly port: number;
  readonly received: readonly string[];
  /** Resolves with the first text that came and contains all of these; rejects after 15 s with what came. */
  has(...parts: readonly string[]): Promise<string>;
}

const deadlineMs = 15_000;

/** What a service was sent. */
export class Book {
  readonly #received: string[] = [];
  readonly #waiters = new Set<() => void>();

  add(text: string): void {
    this.#received.push(text);
    for (const look of this.#waiters) look();
  }

  at(port: number): Recorder {
    return { port, received: this.#received, has: (...parts) => this.#has(parts) };
  }

  #has(parts: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#received.find((text) => parts.every((part) => text.includes(part)));
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        reject(new Error(`no text with ${parts.join(', ')} came, but:\n${this.#received.join('\n')}`));
      }, deadlineMs);
      this.#waiters.add(look);
      look();
    });
  }
}
