/** Tells whether a text matches. */
export type TextMatcher = (text: string) => boolean;

const literal = /^[A-Za-z0-9_/:@ -]*$/;
/** Characters, dots and one `.*` or `.+`: such a pattern cannot explode in a backtracking engine. */
const harmless = /^[A-Za-z0-9_/:@. -]*(?:\.[*+][A-Za-z0-9_/:@. -]*)?$/;

/** A matcher of the whole text for a pattern of a user's. An empty pattern matches everything. */
export async function compileSelector(pattern: string): Promise<TextMatcher> {
  if (pattern === '') return () => true;
  if (literal.test(pattern)) return (text) => text === pattern;
  return compilePattern(`^(?:${pattern})$`, pattern);
}

/**
 * A matcher that finds the pattern anywhere in the text. Patterns run in linear time: what a backtracking engine could
 * not do so goes to RE2, which is loaded when the first such pattern comes.
 *
 * @throws Error that shows the pattern if it is no regular expression.
 */
export async function compilePattern(pattern: string, userPart = pattern): Promise<TextMatcher> {
  if (harmless.test(userPart)) {
    const expression = new RegExp(pattern);
    return (text) => expression.test(text);
  }
  const { RE2JS } = await import('re2js');
  try {
    const expression = RE2JS.compile(pattern);
    return (text) => expression.matcher(text).find();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`error parsing regexp: ${reason}: ${JSON.stringify(userPart.slice(0, 100))}`, { cause });
  }
}
