/** One request, as the audit keeps it. */
export interface AuditRecord {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly user: string;
  /** Who presented the credentials, where they act as another user. */
  readonly impersonatedBy?: string;
  readonly userAgent: string;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Of requests that are not about objects. */
  readonly path: string;
  /** HTTP status; 0 while a watch goes on. */
  readonly status: number;
  readonly dryRun: boolean;
  readonly fieldManager: string;
}

/** The last requests, oldest first. */
export class Audit {
  readonly #limit: number;
  #records: AuditRecord[] = [];
  readonly #listeners = new Set<(record: AuditRecord) => void>();

  constructor(limit = 100_000) {
    this.#limit = limit;
  }

  get records(): readonly AuditRecord[] {
    return this.#records;
  }

  add(record: AuditRecord): void {
    this.#records.push(record);
    if (this.#records.length > 2 * this.#limit) this.#records = this.#records.slice(-this.#limit);
    for (const listener of this.#listeners) listener(record);
  }

  /** Forgets what was recorded so far. */
  clear(): void {
    this.#records = [];
  }

  subscribe(listener: (record: AuditRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
