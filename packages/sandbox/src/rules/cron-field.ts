/** One of the five fields of a schedule. */
export interface CronField {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

/** What is wrong with a field of a schedule, or `undefined`. */
export function cronFieldProblem(text: string, field: CronField): string | undefined {
  return firstOf(
    text.split(',').filter((part) => part !== ''),
    (part) => partProblem(part, field),
  );
}

/** The first problem that is found. */
export function firstOf<T>(
  items: readonly T[],
  problemOf: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = problemOf(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

class BadPart extends Error {}

function partProblem(part: string, field: CronField): string | undefined {
  try {
    return rangeProblem(part, field);
  } catch (error) {
    if (error instanceof BadPart) return error.message;
    throw error;
  }
}

/** `LOW-HIGH/STEP`; a low end alone is the only value, and with a step it runs to the most there is. */
function rangeProblem(part: string, field: CronField): string | undefined {
  const [range = '', stepText, ...more] = part.split('/');
  const { low, high } = endsOf(range, part, field);
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (more.length > 0) return `too many slashes: ${part}`;
  const end = stepText !== undefined && !range.includes('-') ? field.most : high;
  if (low < field.least) return `beginning of range (${low}) below minimum (${field.least}): ${part}`;
  if (end > field.most) return `end of range (${end}) above maximum (${field.most}): ${part}`;
  if (low > end) return `beginning of range (${low}) beyond end of range (${end}): ${part}`;
  return step === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

function endsOf(range: string, part: string, field: CronField): { low: number; high: number } {
  const [first = '', second, ...more] = range.split('-');
  if (first === '*' || first === '?') return { low: field.least, high: field.most };
  const low = numberOrName(first, field);
  if (more.length > 0) throw new BadPart(`too many hyphens: ${part}`);
  return { low, high: second === undefined ? low : numberOrName(second, field) };
}

function numberOrName(text: string, { least, names = [] }: CronField): number {
  const index = names.indexOf(text.toLowerCase());
  return index === -1 ? wholeNumber(text) : least + index;
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new BadPart(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new BadPart(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`,
    );
  }
  if (value < 0) throw new BadPart(`negative number (${value}) not allowed: ${text}`);
  return value;
}
