/** Shorter ones stand in too many texts that have nothing to do with them. */
const shortest = 4;
/** A message may cut a long value off; this much of its beginning is enough to know it by. */
const prefixLength = 16;
const mask = '***';

/** Keeps values that were decrypted out of messages. Lives in memory, as long as the build that it belongs to. */
export class Redactor {
  readonly #texts = new Set<string>();

  /** Takes in values, each also as its lines, escaped as in JSON, and in base64. */
  add(secrets: Iterable<string>): void {
    for (const secret of secrets) {
      for (const line of [secret, ...secret.split('\n').map((each) => each.trim())]) this.#addText(line);
      this.#addText(Buffer.from(secret).toString('base64'));
    }
  }

  #addText(text: string): void {
    if (text.length < shortest || text === 'true' || text === 'false') return;
    this.#texts.add(text);
    this.#texts.add(JSON.stringify(text).slice(1, -1));
  }

  /** Nothing was decrypted. */
  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }

  /** A message without the values. */
  redact(message: string): string {
    let out = message;
    for (const text of [...this.#texts].toSorted((a, b) => b.length - a.length)) {
      out = out.replaceAll(text, mask);
      if (text.length > prefixLength) out = cutPrefix(out, text);
    }
    return out;
  }
}

/** Masks where the message has the beginning of a text, as far as it goes on with it. */
function cutPrefix(message: string, text: string): string {
  const prefix = text.slice(0, prefixLength);
  let out = '';
  let from = 0;
  for (let at = message.indexOf(prefix); at !== -1; at = message.indexOf(prefix, from)) {
    let end = at + prefixLength;
    while (end < message.length && message[end] === text[end - at]) end++;
    out += message.slice(from, at) + mask;
    from = end;
  }
  return out + message.slice(from);
}
