/**
 * The paths of fields that a JSON text has more than once in one object, in the form of the API server's strict decoding
 * errors: `spec.containers[0].image`. The text must be one that `parseJson` accepts.
 */
export function duplicateFields(text: string): string[] {
  return new DuplicateFinder(text).find();
}

interface Level {
  /** Keys of the object so far; undefined for a list. */
  readonly keys: Set<string> | undefined;
  readonly path: string;
  /** Path of the value that is being read. */
  child: string;
  index: number;
}

const mostDuplicates = 100;

class DuplicateFinder {
  private readonly text: string;
  private readonly levels: Level[] = [];
  private readonly found = new Set<string>();
  private offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  find(): string[] {
    while (this.offset < this.text.length && this.found.size < mostDuplicates) this.step();
    return [...this.found];
  }

  private step(): void {
    const level = this.levels.at(-1);
    switch (this.text[this.offset]) {
      case '{':
        return this.open(new Set());
      case '[':
        return this.open(undefined);
      case '}':
      case ']':
        this.levels.pop();
        break;
      case ',':
        if (level?.keys === undefined) this.nextItem();
        break;
      case '"':
        return this.string(level);
      default:
        break;
    }
    this.offset++;
  }

  private open(keys: Set<string> | undefined): void {
    const path = this.levels.at(-1)?.child ?? '';
    this.levels.push({ keys, path, child: keys === undefined ? `${path}[0]` : path, index: 0 });
    this.offset++;
  }

  private nextItem(): void {
    const level = this.levels.at(-1);
    if (level !== undefined) level.child = `${level.path}[${++level.index}]`;
  }

  private string(level: Level | undefined): void {
    const start = this.offset;
    const end = this.endOfString();
    this.offset = end;
    if (level?.keys === undefined || !this.isKey()) return;
    const raw = this.text.slice(start, end);
    const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    level.child = level.path === '' ? key : `${level.path}.${key}`;
    if (level.keys.has(key)) this.found.add(level.child);
    level.keys.add(key);
  }

  /** Behind the quote that ends the string which begins here. */
  private endOfString(): number {
    let end = this.offset + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    return end + 1;
  }

  private isKey(): boolean {
    let next = this.offset;
    while (' \t\r\n'.includes(this.text[next] ?? 'x')) next++;
    return this.text[next] === ':';
  }
}
