/** Tells whether a text matches. */
export type TextMatcher = (text: string) => boolean;

const literal = /^[A-Za-z0-9_/:@ -]*$/;
/** Characters, dots and one `.*`: such a pattern needs no engine. */
const simple = /^([A-Za-z0-9_/:@. -]*?)(\.\*)?([A-Za-z0-9_/:@. -]*)$/;

/**
 * A matcher of the whole text for a pattern of a user's. An empty pattern matches everything. Patterns run in linear
 * time; RE2 is loaded when the first pattern comes that needs an engine.
 *
 * @throws Error that shows the pattern if it is no regular expression.
 */
export async function compileSelector(pattern: string): Promise<TextMatcher> {
  if (pattern === '') return () => true;
  if (literal.test(pattern)) return (text) => text === pattern;
  return simpleMatcher(pattern) ?? compilePattern(`^(?:${pattern})$`, pattern);
}

/** As `compileSelector`, with a suffix of ours behind the user's pattern. */
export async function compilePrefixed(pattern: string, matchesRest: TextMatcher, suffix: string): Promise<TextMatcher> {
  if (/^[A-Za-z0-9_/:@. -]*$/.test(pattern)) {
    return (text) => startsWith(text, pattern) && matchesRest(text.slice(pattern.length));
  }
  return compilePattern(`^${pattern}${suffix}`, pattern);
}

/** A matcher that finds the pattern anywhere in the text. `userPart` is what errors show. */
export async function compilePattern(pattern: string, userPart: string = pattern): Promise<TextMatcher> {
  if (literal.test(pattern)) return (text) => text.includes(pattern);
  const { RE2JS } = await import('re2js');
  try {
    const expression = RE2JS.compile(pattern);
    return (text) => expression.matcher(text).find();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason} in the pattern ${JSON.stringify(userPart.slice(0, 100))}`, { cause });
  }
}

function simpleMatcher(pattern: string): TextMatcher | undefined {
  const match = simple.exec(pattern);
  if (match === null) return undefined;
  const [, before = '', star, after = ''] = match;
  if (star === undefined) return (text) => text.length === pattern.length && startsWith(text, pattern);
  return (text) =>
    text.length >= before.length + after.length &&
    startsWith(text, before) &&
    startsWith(text.slice(text.length - after.length), after) &&
    !text.includes('\n');
}

/** Whether the text begins with the pattern's characters; a dot stands for any but a line break. */
function startsWith(text: string, pattern: string): boolean {
  if (text.length < pattern.length) return false;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '.' ? text[at] === '\n' : pattern[at] !== text[at]) return false;
  }
  return true;
}
