const quotes = ['"""', "'''", '"', "'"] as const;

/**
 * The expression with each call of `.matches(` renamed, so that patterns run on a linear-time engine: the library's own
 * function runs them on JavaScript's. Strings and comments stay as they are.
 */
export function renameMatches(source: string, name: string): string {
  let out = '';
  let index = 0;
  while (index < source.length) {
    const end = endOfOpaque(source, index);
    const [call] = end === index ? (/^\.\s*matches(?=\s*\()/.exec(source.slice(index, index + 200)) ?? []) : [];
    if (call === undefined) {
      const next = Math.max(end, index + 1);
      out += source.slice(index, next);
      index = next;
    } else {
      out += `.${name}`;
      index += call.length;
    }
  }
  return out;
}

/** Behind the string or comment that begins here, or `index` itself. */
function endOfOpaque(source: string, index: number): number {
  if (source.startsWith('//', index)) return endOfLine(source, index);
  const quote = quotes.find((candidate) => source.startsWith(candidate, index));
  if (quote === undefined) return index;
  let end = index + quote.length;
  // The library lets a backslash keep the quote in raw strings too.
  while (end < source.length && !source.startsWith(quote, end)) end += source[end] === '\\' ? 2 : 1;
  return Math.min(end + quote.length, source.length);
}

function endOfLine(source: string, index: number): number {
  const end = source.indexOf('\n', index);
  return end < 0 ? source.length : end;
}
