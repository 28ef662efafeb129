import { SelectorError } from './selector-error.ts';

/** One condition on one field. */
export interface FieldTerm {
  readonly field: string;
  readonly isEqual: boolean;
  readonly value: string;
}

/** Conditions that must all hold. */
export type FieldSelector = readonly FieldTerm[];

/**
 * Reads a field selector (`metadata.name=web,status.phase!=Running`); in values `\`, `,` and `=` are escaped by `\`.
 *
 * @throws SelectorError
 */
export function parseFieldSelector(text: string): FieldSelector {
  return splitTerms(text)
    .toSorted()
    .filter((term) => term !== '')
    .map((term) => parseTerm(term, text));
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === ',') {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function parseTerm(term: string, selector: string): FieldTerm {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
  if (match === null) throw new SelectorError(`invalid selector: '${selector}'; can't understand '${term}'`);
  const [, field = '', operator, value = ''] = match;
  return { field, isEqual: operator !== '!=', value: unescapeValue(value) };
}

function unescapeValue(value: string): string {
  let text = '';
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index);
    if (character === ',' || character === '=') {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    }
    if (character === '\\') {
      const escaped = value.charAt(++index);
      if (escaped === '' || !'\\,='.includes(escaped)) {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`);
      }
      text += escaped;
    } else text += character;
  }
  return text;
}

/** Whether the fields that `valueOf` reads satisfy a selector; an absent field counts as empty. */
export function matchesFields(selector: FieldSelector, valueOf: (field: string) => string | undefined): boolean {
  return selector.every(({ field, isEqual, value }) => ((valueOf(field) ?? '') === value) === isEqual);
}
