/** Beyond this many characters in all, warnings are cut to be short, and then left out, as on a real server. */
const longestTotal = 4096;
const longestCut = 256;

/** The `Warning` headers of an answer; none without warnings. */
export function warningHeaders(warnings: readonly string[]): Record<string, string[]> {
  const texts = fitting([...new Set(warnings)]);
  return texts.length === 0 ? {} : { Warning: texts.map((text) => `299 - ${headerText(JSON.stringify(text))}`) };
}

function fitting(texts: readonly string[]): readonly string[] {
  if (lengthOf(texts) <= longestTotal) return texts;
  const cut = texts.map((text) => text.slice(0, longestCut));
  while (lengthOf(cut) > longestTotal) cut.pop();
  return cut;
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Headers are bytes: Node takes each as a character. Anything else in a field's name would make it throw. */
function headerText(text: string): string {
  return Buffer.from(text).toString('latin1');
}
