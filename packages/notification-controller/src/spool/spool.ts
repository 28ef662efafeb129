import * as z from 'zod';
import { type Event, plainMap } from '../event/event.ts';
import { Journal, type JournalFiles } from './journal.ts';

/** An event that was accepted and is not done yet. */
export interface SpooledEvent {
  readonly id: string;
  /** Wall time of its acceptance. */
  readonly at: number;
  /** What makes it the same as another one. */
  readonly key: string;
  readonly event: Event;
  /** Where it was sent, or given up, already. */
  readonly settled: Set<string>;
}

/** The spool holds as much as it may; the sender should come again. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
}

export interface SpoolOptions {
  readonly directory: string;
  /** How long keys are remembered after a restart. */
  readonly rememberMs: number;
  readonly now: () => number;
  readonly files?: JournalFiles | undefined;
  /** Default 10,000. */
  readonly maxEvents?: number;
  /** Limit of all events together. Default 64 MiB. */
  readonly maxBytes?: number;
}

const acceptedRecord = z.object({
  type: z.literal('accepted'),
  id: z.string(),
  at: z.number(),
  key: z.string(),
  event: z.custom<Event>((value) => typeof value === 'object' && value !== null),
});
const settledRecord = z.object({ type: z.literal('settled'), id: z.string(), to: z.string() });
const doneRecord = z.object({ type: z.literal('done'), id: z.string() });
const seenRecord = z.object({ type: z.literal('seen'), key: z.string(), at: z.number() });
const record = z.discriminatedUnion('type', [acceptedRecord, settledRecord, doneRecord, seenRecord]);

/** About what an event takes in memory and in the journal: everything of it that a sender can make large. */
function sizeOf({ involvedObject, message, metadata, reason, reportingController }: Event): number {
  const texts: (string | undefined)[] = [message, reason, reportingController];
  texts.push(...(Object.values(involvedObject) as (string | undefined)[]), ...Object.entries(metadata).flat());
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 1024);
}

/** Below that, rewriting the journal saves nothing. */
const smallJournal = 1024 * 1024;

/** The accepted events that are not done, on disk and in memory. What `accept` has resolved for survives a crash. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #journal: Journal;
  readonly #live = new Map<string, SpooledEvent>();
  readonly #seen = new Map<string, number>();
  readonly #sizes = new Map<string, number>();
  #bytes = 0;
  #compacting = false;

  private constructor(options: SpoolOptions, journal: Journal) {
    this.#options = options;
    this.#journal = journal;
  }

  /** Opens the spool in an existing directory. Throws the file system's errors. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const { journal, records } = await Journal.open(options.directory, options.files);
    const spool = new Spool(options, journal);
    for (const each of records) spool.#restore(each);
    return spool;
  }

  /** Events that were accepted and are not done. */
  live(): SpooledEvent[] {
    return [...this.#live.values()];
  }

  get size(): number {
    return this.#live.size;
  }

  /** Keys that were accepted lately, with the time. */
  seen(): Iterable<readonly [string, number]> {
    return this.#seen;
  }

  /**
   * Resolves once the event is on disk; with undefined where the same event waits already. Throws `SpoolFullError`, or
   * what the disk says.
   */
  async accept(event: Omit<SpooledEvent, 'settled'>): Promise<SpooledEvent | undefined> {
    if (this.#live.has(event.id)) return undefined;
    const size = sizeOf(event.event);
    const { maxEvents = 10_000, maxBytes = 64 * 1024 * 1024 } = this.#options;
    if (this.#live.size >= maxEvents || this.#bytes + size > maxBytes)
      throw new SpoolFullError('the spool is full: deliveries are behind');
    const spooled = { ...event, settled: new Set<string>() };
    this.#add(spooled, size);
    try {
      await this.#journal.append({ type: 'accepted', ...event });
    } catch (error) {
      this.#remove(event.id);
      this.#seen.delete(event.key);
      throw error;
    }
    return spooled;
  }

  /** Notes that the event needs no more sending there. */
  async settle(event: SpooledEvent, to: string): Promise<void> {
    event.settled.add(to);
    await this.#journal.note({ type: 'settled', id: event.id, to });
  }

  /** Forgets an event that is sent everywhere. */
  async finish(event: SpooledEvent): Promise<void> {
    this.#remove(event.id);
    await this.#journal.note({ type: 'done', id: event.id });
    await this.#compactIfLarge();
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  #restore(value: unknown): void {
    const parsed = record.safeParse(value);
    if (!parsed.success) return;
    const entry = parsed.data;
    if (entry.type === 'accepted') {
      const event = { ...entry.event, metadata: plainMap(Object.entries(entry.event.metadata)) };
      const { id, at, key } = entry;
      this.#add({ id, at, key, event, settled: new Set() }, sizeOf(event));
    } else if (entry.type === 'settled') this.#live.get(entry.id)?.settled.add(entry.to);
    else if (entry.type === 'done') this.#remove(entry.id);
    else this.#seen.set(entry.key, entry.at);
  }

  #add(event: SpooledEvent, size: number): void {
    // A rewrite of the journal may have written it before its own line came.
    this.#remove(event.id);
    this.#live.set(event.id, event);
    this.#sizes.set(event.id, size);
    this.#bytes += size;
    this.#seen.delete(event.key);
    this.#seen.set(event.key, event.at);
    this.#forgetOldKeys();
  }

  #remove(id: string): void {
    this.#live.delete(id);
    this.#bytes -= this.#sizes.get(id) ?? 0;
    this.#sizes.delete(id);
  }

  #forgetOldKeys(): void {
    const oldest = this.#options.now() - this.#options.rememberMs;
    for (const [key, at] of this.#seen) {
      if (at > oldest) return;
      this.#seen.delete(key);
    }
  }

  async #compactIfLarge(): Promise<void> {
    if (this.#compacting || this.#journal.size < smallJournal || this.#journal.size < 4 * this.#bytes) return;
    this.#compacting = true;
    try {
      await this.#journal.compact(() => this.#records());
    } finally {
      this.#compacting = false;
    }
  }

  *#records(): Generator {
    this.#forgetOldKeys();
    for (const [key, at] of this.#seen) yield { type: 'seen', key, at };
    for (const { settled, ...event } of this.#live.values()) {
      yield { type: 'accepted', ...event };
      for (const to of settled) yield { type: 'settled', id: event.id, to };
    }
  }
}
