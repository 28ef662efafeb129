/**
 * Removes from an answer what differs between any two servers: uids, times, values of resourceVersion, random suffixes
 * and continue tokens, and the descriptions of table columns, whose text is not copied.
 */
export function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => normalise(item));
  if (typeof value === 'string') return normaliseText(value);
  if (value === null || typeof value !== 'object') return value;
  const whole = value as Record<string, unknown>;
  if (whole['kind'] === 'Table') return normaliseObject(withoutAges(whole));
  return normaliseObject(whole);
}

function normaliseObject(object: Record<string, unknown>): unknown {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key.replaceAll(uid, '<uid>'), normaliseField(key, value, object)]),
  );
}

function normaliseField(key: string, value: unknown, parent: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return normaliseList(key, value);
  return typeof value === 'string' && value !== '' ? normaliseTextField(key, value, parent) : normalise(value);
}

/** Values that are the server's own. */
const owned = new Set(['uid', 'continue', 'serverAddress']);

function normaliseTextField(key: string, value: string, parent: Record<string, unknown>): string {
  if (owned.has(key)) return `<${key}>`;
  if (key === 'resourceVersion') return value === '0' ? value : '<resourceVersion>';
  return key === 'name' ? withoutRandomSuffix(value, parent['generateName']) : normaliseText(value);
}

function normaliseList(key: string, list: readonly unknown[]): unknown {
  if (key === 'managedFields') return sortedManagers(list).map((entry) => normalise(entry));
  // A server lists rules in the order in which it came to know the bindings.
  if (unordered.has(key)) return list.map((rule) => normalise(rule)).toSorted(byText);
  // Conflicts come in the order of a map of managers.
  if (key === 'causes') return list.map((cause) => normalise(cause)).toSorted(byConflict);
  if (key === 'columnDefinitions') return list.map((column) => ({ ...(column as object), description: '' }));
  return normalise(list);
}

/** Leaves everything but conflicts where it is. */
function byConflict(a: unknown, b: unknown): number {
  const isConflict = (cause: unknown): boolean => (cause as { reason?: unknown }).reason === 'FieldManagerConflict';
  return isConflict(a) && isConflict(b) ? byText(a, b) : 0;
}

const unordered = new Set(['resourceRules', 'nonResourceRules']);

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** A signed JSON web token. */
const token = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

function normaliseText(text: string): string {
  return text
    .replaceAll(token, '<token>')
    .replaceAll(uid, '<uid>')
    .replaceAll(time, '<time>')
    .replaceAll(/too old resource version: (\d+) \(\d+\)/g, 'too old resource version: $1 (<resourceVersion>)')
    .replaceAll(/("resourceVersion\\?":\\?")\d+/g, '$1<resourceVersion>')
    .replaceAll(/(ResourceVersion in (?:the precondition|record)) \(\d+\)/g, '$1 (<resourceVersion>)')
    .replaceAll(/(Too large resource version: \d+, current: )\d+/g, '$1<resourceVersion>');
}

function withoutRandomSuffix(name: string, generateName: unknown): string {
  if (typeof generateName !== 'string' || generateName === '') return normaliseText(name);
  return name.startsWith(generateName) && name.length === generateName.length + 5 ? `${generateName}<random>` : name;
}

/** Entries come sorted by time, among others: two runs may fall on either side of a second. */
function sortedManagers(entries: readonly unknown[]): readonly unknown[] {
  const keyOf = (entry: unknown): string => {
    const { operation, manager, apiVersion, subresource } = entry as Record<string, unknown>;
    return JSON.stringify([operation, manager, apiVersion, subresource]);
  };
  return entries.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const ages = new Set(['Age', 'Last Schedule', 'Last Seen', 'Duration']);

function withoutAges(table: Record<string, unknown>): Record<string, unknown> {
  // Only the first table of a watch says its columns.
  const columns = (table['columnDefinitions'] ?? undefined) as readonly { name?: unknown }[] | undefined;
  const rows = (table['rows'] ?? []) as readonly { cells?: unknown[] }[];
  const blank = rows.map((row) => ({
    ...row,
    cells: row.cells?.map((cell, index) =>
      (columns === undefined || ages.has(String(columns[index]?.name))) && isAge(cell) ? '<age>' : cell,
    ),
  }));
  return { ...table, rows: blank };
}

function isAge(cell: unknown): boolean {
  return typeof cell === 'string' && /^(?:\d+[smhdy])+$/.test(cell);
}
