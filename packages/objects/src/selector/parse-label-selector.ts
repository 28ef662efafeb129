import { labelKeyProblems } from '../names/names.ts';
import { type LabelOperator, labelRequirement, type LabelRequirement, type LabelSelector } from './label-selector.ts';
import { SelectorError } from './selector-error.ts';

interface Token {
  /** `word` for identifiers, `end` for the end, else the symbol or keyword itself. */
  readonly kind: string;
  readonly text: string;
}

const symbols = /^(?:==|!=|[=!(),<>])/;
const word = /^[^=!(),<>\s]+/;
const longestSelector = 100_000;

/**
 * Reads a label selector (`app=web,tier in (a, b),!canary,size>3`) by the grammar of the API server.
 *
 * @throws SelectorError
 */
export function parseLabelSelector(text: string): LabelSelector {
  if (text.length > longestSelector) throw new SelectorError(`selector is longer than ${longestSelector} characters`);
  return new SelectorParser(tokenize(text)).parse();
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const [found = ''] = symbols.exec(rest) ?? word.exec(rest) ?? [];
    const isKeyword = found === 'in' || found === 'notin';
    tokens.push({ kind: symbols.test(found) || isKeyword ? found : 'word', text: found });
    rest = rest.slice(found.length).trimStart();
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const operators: ReadonlySet<string> = new Set(['in', 'notin', '=', '==', '!=', '>', '<']);
const operatorNames = 'in, notin, =, ==, !=, gt, lt';

class SelectorParser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parse(): LabelSelector {
    const requirements: LabelRequirement[] = [];
    if (this.peek().kind === 'end') return requirements;
    for (;;) {
      if (!this.startsRequirement()) this.fail("!, identifier, or 'end of string'");
      requirements.push(this.requirement());
      const next = this.next();
      if (next.kind === 'end') return requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      if (next.kind !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      if (!this.startsRequirement()) this.fail("identifier after ','");
    }
  }

  private startsRequirement(): boolean {
    const { kind } = this.peek();
    return kind === '!' || isWord(kind);
  }

  private requirement(): LabelRequirement {
    try {
      return this.parseRequirement();
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  private parseRequirement(): LabelRequirement {
    const negated = this.peek().kind === '!';
    if (negated) this.next();
    const key = this.next();
    if (!isWord(key.kind)) throw new SelectorError(`found '${key.text}', expected: identifier`);
    const problems = labelKeyProblems(key.text);
    if (problems.length > 0) {
      throw new SelectorError(`<nil>: Invalid value: ${JSON.stringify(key.text)}: ${problems.join('; ')}`);
    }
    if (negated) return labelRequirement(key.text, '!', []);
    const ends = this.peek().kind === 'end' || this.peek().kind === ',';
    return ends ? labelRequirement(key.text, 'exists', []) : this.comparison(key.text);
  }

  private comparison(key: string): LabelRequirement {
    const operator = this.next();
    if (!operators.has(operator.kind)) throw new SelectorError(`found '${operator.text}', expected: ${operatorNames}`);
    const isSet = operator.kind === 'in' || operator.kind === 'notin';
    return labelRequirement(key, operator.kind as LabelOperator, isSet ? this.values() : [this.value()]);
  }

  private value(): string {
    const { kind } = this.peek();
    if (kind === 'end' || kind === ',') return '';
    const token = this.next();
    if (!isWord(token.kind)) throw new SelectorError(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  private values(): string[] {
    const open = this.next();
    if (open.kind !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    let afterValue = false;
    for (;;) {
      const token = this.next();
      if (isWord(token.kind) && !afterValue) values.add(token.text);
      else if (token.kind === ',' || token.kind === ')') {
        if (!afterValue) values.add('');
      } else throw new SelectorError(`found '${token.text}', expected: ',' or ')'`);
      if (token.kind === ')') return [...values].toSorted();
      afterValue = isWord(token.kind);
    }
  }

  private peek(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)] as Token;
  }

  private next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private fail(expected: string): never {
    throw new SelectorError(`found '${this.peek().text}', expected: ${expected}`);
  }
}

/** The keywords are words wherever no operator may stand. */
function isWord(kind: string): boolean {
  return kind === 'word' || kind === 'in' || kind === 'notin';
}
