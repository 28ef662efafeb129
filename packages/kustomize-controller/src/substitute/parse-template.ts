/** A text with `${…}` in it, parsed. */
export type Template = readonly TemplateNode[];

export type TemplateNode = string | Expression;

export interface Expression {
  readonly variable: string;
  /** `:-`, `//`, `^^`, …; '' for the plain `${v}`. */
  readonly operator: string;
  readonly args: readonly Template[];
}

/** A text that is no template. The message is upstream's. */
class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** How deep expressions may stand in each other. */
const maxDepth = 100;

/**
 * Parses a text by the grammar of upstream's substitution. In plain text `$$` is a `$` that begins nothing; a `$` that
 * is not followed by `{` stands for itself.
 */
export function parseTemplate(text: string): Template {
  return new TemplateParser(text).parseText();
}

class TemplateParser {
  readonly #text: string;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parseText(): Template {
    const nodes: TemplateNode[] = [];
    while (this.#position < this.#text.length) {
      if (this.#beginsExpression()) nodes.push(this.#parseExpression());
      else nodes.push(this.#takePlain());
    }
    return nodes;
  }

  /** Everything up to the next expression; `$$` becomes `$`. */
  #takePlain(): string {
    let plain = '';
    while (this.#position < this.#text.length && !this.#beginsExpression()) {
      const next = this.#text.indexOf('$', this.#position + 1);
      const dollar = this.#text[this.#position] === '$';
      if (dollar && this.#peek(1) === '$') {
        plain += '$';
        this.#position += 2;
      } else {
        const end = next < 0 ? this.#text.length : next;
        plain += this.#text.slice(this.#position, end);
        this.#position = end;
      }
    }
    return plain;
  }

  #parseExpression(): Expression {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new TemplateError('bad substitution');
    this.#position += 2;
    const expression = this.#peek() === '#' ? this.#parseLength() : this.#parseVariable();
    this.#depth -= 1;
    return expression;
  }

  #parseLength(): Expression {
    this.#position += 1;
    const variable = this.#takeName();
    if (variable === '') throw new TemplateError('bad substitution');
    this.#close();
    return { variable, operator: '#', args: [] };
  }

  #parseVariable(): Expression {
    const variable = this.#takeName();
    if (variable === '') throw new TemplateError('unable to parse variable name');
    switch (this.#peek()) {
      case '}':
        this.#position += 1;
        return { variable, operator: '', args: [] };
      case ':':
        return '=-?+'.includes(this.#peek(1) || ' ') ? this.#parseDefault(variable, 2) : this.#parseSubstring(variable);
      case '=':
        return this.#parseDefault(variable, 1);
      case ',':
      case '^':
        return this.#parseCase(variable);
      case '/':
        return this.#parseReplacement(variable);
      case '#':
      case '%':
        return this.#parseRemoval(variable);
      default:
        throw new TemplateError('missing closing brace');
    }
  }

  /** `${v:-text ${nested} text}` */
  #parseDefault(variable: string, length: number): Expression {
    const operator = this.#take(length);
    const nodes: TemplateNode[] = [];
    while (this.#peek() !== '}') nodes.push(this.#takeArgument((character) => character !== '}', ''));
    this.#close();
    return { variable, operator, args: nodes.map((node) => [node]) };
  }

  /** `${v:offset}` and `${v:offset:length}` */
  #parseSubstring(variable: string): Expression {
    const operator = this.#take(1);
    const args = [[this.#takeArgument((character) => character !== ':' && character !== '}', '')]];
    if (this.#peek() === ':') {
      while (this.#peek() === ':') this.#position += 1;
      args.push([this.#takeArgument((character) => character !== '}', '')]);
    }
    this.#close();
    return { variable, operator, args };
  }

  #parseCase(variable: string): Expression {
    const operator = this.#take(',^'.includes(this.#peek(1) || ' ') ? 2 : 1);
    this.#close();
    return { variable, operator, args: [] };
  }

  /** `${v#pattern}`, `${v%%pattern}` */
  #parseRemoval(variable: string): Expression {
    const operator = this.#take(this.#peek(1) === this.#peek() ? 2 : 1);
    const args = [[this.#takeArgument((character) => character !== '}', '')]];
    this.#close();
    return { variable, operator, args };
  }

  /** `${v/from/to}`; the second slash must be there, what follows it may be empty. */
  #parseReplacement(variable: string): Expression {
    const operator = this.#take('/#%'.includes(this.#peek(1) || ' ') ? 2 : 1);
    const args = [[this.#takeArgument((character) => character !== '/', '/\\')]];
    if (this.#peek() !== '/') throw new TemplateError('bad substitution');
    while (this.#peek() === '/') this.#position += 1;
    if (this.#peek() !== '}') args.push([this.#takeArgument((character) => character !== '}', '/\\')]);
    this.#close();
    return { variable, operator, args };
  }

  /**
   * One argument: an expression, or the text up to the next expression or to what is not accepted. `escapable` are the
   * characters that a `\` protects; where there are any, `$$` is a `$` too.
   */
  #takeArgument(accepts: (character: string) => boolean, escapable: string): TemplateNode {
    if (this.#beginsExpression()) return this.#parseExpression();
    let text = '';
    while (this.#position < this.#text.length && !this.#beginsExpression()) {
      const character = this.#peek();
      const escaped = this.#escapedCharacter(character, escapable);
      if (escaped !== undefined) {
        text += escaped;
        this.#position += 2;
      } else if (accepts(character)) {
        text += character;
        this.#position += 1;
      } else {
        break;
      }
    }
    if (text === '') throw new TemplateError('unable to parse substitution within function');
    return text;
  }

  #escapedCharacter(character: string, escapable: string): string | undefined {
    const next = this.#peek(1);
    if (escapable === '' || next === '') return undefined;
    if (character === '$' && next === '$') return '$';
    return character === '\\' && escapable.includes(next) ? next : undefined;
  }

  #takeName(): string {
    const pattern = /[\p{L}\p{Nd}_]*/uy;
    pattern.lastIndex = this.#position;
    const name = pattern.exec(this.#text)?.[0] ?? '';
    this.#position += name.length;
    return name;
  }

  #take(length: number): string {
    const taken = this.#text.slice(this.#position, this.#position + length);
    this.#position += length;
    return taken;
  }

  #close(): void {
    if (this.#peek() !== '}') throw new TemplateError('bad substitution');
    this.#position += 1;
  }

  #beginsExpression(): boolean {
    return this.#peek() === '$' && this.#peek(1) === '{';
  }

  /** The character at an offset; '' behind the end. */
  #peek(offset = 0): string {
    return this.#text[this.#position + offset] ?? '';
  }
}
