import type { ScalarStyle, Tag } from '../node/node.ts';
import { ParsedScalar } from './parsed.ts';

const maxEntries = 20_000;
const longestShared = 40;
/** V8 copies shorter pieces of a text; longer ones keep the whole text alive. */
const longestCopied = 12;

/**
 * Keeps one copy of texts and scalars that repeat, as field names and small values do all over a repository. Bounded: it
 * starts anew when it is full.
 */
export class StringTable {
  readonly #texts = new Map<string, string>();
  readonly #scalars = new Map<string, ParsedScalar>();

  text(text: string): string {
    if (text.length > longestShared) return detach(text);
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= maxEntries) this.#texts.clear();
    const own = detach(text);
    this.#texts.set(own, own);
    return own;
  }

  scalar(text: string, tag: Tag, style: ScalarStyle): ParsedScalar {
    if (text.length > longestShared) return new ParsedScalar(detach(text), tag, style);
    const key = `${style}${tag} ${text}`;
    const known = this.#scalars.get(key);
    if (known !== undefined) return known;
    if (this.#scalars.size >= maxEntries) this.#scalars.clear();
    const own = new ParsedScalar(this.text(text), tag, style);
    this.#scalars.set(key, own);
    return own;
  }
}

/** A text that does not hold on to the file it was cut from. */
function detach(text: string): string {
  return text.length <= longestCopied || !text.isWellFormed() ? text : Buffer.from(text).toString();
}
