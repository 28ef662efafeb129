import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CelError } from './cel/cel-error.ts';
import { compileCel } from './cel/compile-cel.ts';
import { DurationError, parseDuration } from './duration/duration.ts';
import { JsonError } from './json/json-error.ts';
import { parseJson } from './json/parse-json.ts';
import { compileJsonPath } from './json-path/find-json-path.ts';
import { JsonPathError } from './json-path/json-path-error.ts';
import { parseQuantity, QuantityError } from './quantity/quantity.ts';
import { parseFieldSelector } from './selector/field-selector.ts';
import { parseLabelSelector } from './selector/parse-label-selector.ts';
import { SelectorError } from './selector/selector-error.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { YamlError } from './yaml/yaml-error.ts';

type ErrorClass = new (...parameters: never[]) => Error;

/** What means something to one reader or another, separated by blanks. */
const meaningful =
  'a b.c \n \t " \' \\ [ ] { } ( ) : , . .. * & ! | > < = == != && || ? @ $ - + / % # 0 1 1e400 0x Ki m h in notin true ' +
  "null has all matches .matches( ''' // é 😀 \u0000 \uFEFF \uD800 __proto__ constructor 99999999999999999999";
const pieces = fc.constantFrom(' ', ...meaningful.split(' '));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(pieces, { maxLength: 15 }).map((parts) => parts.join('')),
);

describe('text that is random', () => {
  it.each<[string, (input: string) => unknown, ErrorClass]>([
    ['JSON', (input) => parseJson(input), JsonError],
    ['YAML', (input) => readYaml(input), YamlError],
    ['quantity', (input) => parseQuantity(input), QuantityError],
    ['duration', (input) => parseDuration(input), DurationError],
    ['label selector', (input) => parseLabelSelector(input), SelectorError],
    ['field selector', (input) => parseFieldSelector(input), SelectorError],
    ['JSONPath', (input) => compileJsonPath(input)({ a: [1] }), JsonPathError],
    ['CEL', (input) => compileCel(input, { variables: ['a'] }), CelError],
  ])('is read as %s or refused by name', (_format, read, errorClass) => {
    fc.assert(
      fc.property(text, (input) => {
        try {
          read(input);
        } catch (error) {
          expect(error).toBeInstanceOf(errorClass);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
