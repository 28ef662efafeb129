const letter = /\p{L}/u;
const digit = /\p{Nd}/u;

/**
 * The order in which go-yaml writes the keys of a map: letters after everything else, runs of digits by their value. So
 * `a2` comes before `a10`. Negative, zero or positive, for `Array.sort`.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    if (left[index] !== right[index]) return compareAt(left, right, index);
  }
  return left.length - right.length;
}

function compareAt(left: readonly string[], right: readonly string[], index: number): number {
  const a = left[index] as string;
  const b = right[index] as string;
  const aIsLetter = letter.test(a);
  const bIsLetter = letter.test(b);
  if (aIsLetter && bIsLetter) return codeOf(a) - codeOf(b);
  if (aIsLetter || bIsLetter) return bIsLetter ? -1 : 1;
  return compareRuns(left, right, index) || codeOf(a) - codeOf(b);
}

function compareRuns(left: readonly string[], right: readonly string[], index: number): number {
  const carried = left[index] === '0' || right[index] === '0' ? carriedDigit(left, index) : '';
  const aRun = carried + digitsFrom(left, index);
  const bRun = carried + digitsFrom(right, index);
  const byValue = BigInt(aRun || '0') - BigInt(bRun || '0');
  if (byValue !== 0n) return byValue < 0n ? -1 : 1;
  return aRun.length - bRun.length;
}

/** A zero counts as part of the number that it continues. */
function carriedDigit(characters: readonly string[], index: number): string {
  for (let before = index - 1; before >= 0 && digit.test(characters[before] as string); before--) {
    if (characters[before] !== '0') return '1';
  }
  return '';
}

function digitsFrom(characters: readonly string[], index: number): string {
  let end = index;
  while (end < characters.length && /[0-9]/.test(characters[end] as string)) end++;
  return characters.slice(index, end).join('');
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
