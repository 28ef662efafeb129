import type { JsonValue } from '../object.ts';
import { JsonPathError } from './json-path-error.ts';
import type { Filter, Operand, Operator, Step } from './json-path-steps.ts';

const longestPath = 10_000;
const operators = ['==', '!=', '<=', '>=', '<', '>'] as const satisfies readonly Operator[];

/** Reads a path as kubectl and printer columns write it: `.spec.ports[0].port`, `{.items[*].metadata.name}`. */
export function parseJsonPath(text: string): Step[] {
  if (text.length > longestPath) throw new JsonPathError(`path is longer than ${longestPath} characters`);
  const trimmed = text.trim();
  const inner = trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1).trim() : trimmed;
  const parser = new PathParser(inner);
  const steps = parser.parseSteps();
  if (!parser.isAtEnd) throw parser.unexpected();
  return steps;
}

class PathParser {
  private readonly text: string;
  private offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.text.length;
  }

  parseSteps(): Step[] {
    const steps: Step[] = [];
    if (this.peek() === '$' || this.peek() === '@') this.offset++;
    else if (this.isNameStart()) steps.push({ kind: 'fields', names: [this.name()] });
    for (;;) {
      if (this.take('..')) {
        steps.push({ kind: 'recursive' });
        if (this.peek() !== '[') steps.push(this.member());
      } else if (this.take('.')) {
        if (this.peek() !== '[' && !this.isAtEnd) steps.push(this.member());
      } else if (this.take('[')) steps.push(this.bracket());
      else return steps;
    }
  }

  unexpected(): JsonPathError {
    return new JsonPathError(`unexpected ${JSON.stringify(this.text.slice(this.offset, this.offset + 20))} in path`);
  }

  private isNameStart(): boolean {
    return !this.isAtEnd && !'.[]'.includes(this.peek());
  }

  private member(): Step {
    return this.take('*') ? { kind: 'wildcard' } : { kind: 'fields', names: [this.name()] };
  }

  /** A name ends at punctuation; a backslash takes the next character as it is. */
  private name(): string {
    let name = '';
    while (!this.isAtEnd && !'.[]()=!<>|,?@ \t\n'.includes(this.peek())) {
      if (this.peek() === '\\') this.offset++;
      name += this.text.charAt(this.offset++);
    }
    if (name === '') throw this.unexpected();
    return name;
  }

  private bracket(): Step {
    this.skipSpace();
    if (this.take('?(')) return this.filter();
    if (this.take('*')) return this.close({ kind: 'wildcard' });
    return this.peek() === "'" || this.peek() === '"' ? this.quotedNames() : this.numbers();
  }

  private quotedNames(): Step {
    const names: string[] = [];
    do {
      this.skipSpace();
      names.push(this.quoted());
      this.skipSpace();
    } while (this.take(','));
    return this.close({ kind: 'fields', names });
  }

  private numbers(): Step {
    const end = this.text.indexOf(']', this.offset);
    const content = end < 0 ? '' : this.text.slice(this.offset, end).replaceAll(/\s/g, '');
    if (/^-?\d{1,9}(,-?\d{1,9})*$/.test(content)) {
      this.offset = end;
      return this.close({ kind: 'indexes', indexes: content.split(',').map(Number) });
    }
    const slice = /^(-?\d{1,9})?:(-?\d{1,9})?(?::(\d{1,9})?)?$/.exec(content);
    if (slice !== null) {
      this.offset = end;
      return this.close(sliceOf(slice[1], slice[2], slice[3]));
    }
    return this.close({ kind: 'fields', names: [this.name()] });
  }

  private filter(): Step {
    const left = this.operand();
    this.skipSpace();
    const operator = operators.find((candidate) => this.take(candidate));
    const right = operator === undefined ? { literal: null } : this.operand();
    this.skipSpace();
    if (!this.take(')')) throw this.unexpected();
    const filter: Filter = { left, operator: operator ?? 'exists', right };
    return this.close({ kind: 'filter', filter });
  }

  private operand(): Operand {
    this.skipSpace();
    const first = this.peek();
    if (first === '@' || first === '$' || first === '.') return { path: this.parseSteps() };
    if (first === "'" || first === '"') return { literal: this.quoted() };
    const [word = ''] = /^[-+.\w]+/.exec(this.text.slice(this.offset, this.offset + 100)) ?? [];
    this.offset += word.length;
    return { literal: this.literal(word) };
  }

  private literal(word: string): JsonValue {
    if (word === 'true' || word === 'false') return word === 'true';
    const number = Number(word);
    if (word === '' || !Number.isFinite(number)) throw this.unexpected();
    return number;
  }

  private quoted(): string {
    const quote = this.peek();
    let value = '';
    for (this.offset++; this.peek() !== quote; this.offset++) {
      if (this.isAtEnd) throw new JsonPathError('unterminated quoted string in path');
      if (this.peek() === '\\') this.offset++;
      value += this.peek();
    }
    this.offset++;
    return value;
  }

  private close(step: Step): Step {
    this.skipSpace();
    if (!this.take(']')) throw this.unexpected();
    return step;
  }

  private peek(): string {
    return this.text.charAt(this.offset);
  }

  private take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.offset)) return false;
    this.offset += expected.length;
    return true;
  }

  private skipSpace(): void {
    while (/\s/.test(this.peek())) this.offset++;
  }
}

function sliceOf(start: string | undefined, end: string | undefined, step: string | undefined): Step {
  const size = Number(step ?? 1);
  if (size === 0) throw new JsonPathError('the step of a slice must be larger than 0');
  return {
    kind: 'slice',
    ...(start !== undefined && { start: Number(start) }),
    ...(end !== undefined && { end: Number(end) }),
    step: size,
  };
}
