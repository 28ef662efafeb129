import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../object.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { stringifyJson } from '../json/stringify-json.ts';
import { locate } from './locate.ts';
import { parseYaml } from './parse-yaml.ts';
import { readYaml } from './read-yaml.ts';
import { writeYaml, writeYamlStream } from './write-yaml.ts';
import { yamlToJson } from './yaml-to-json.ts';
import { YamlError } from './yaml-error.ts';

function errorOf(read: () => unknown): YamlError {
  try {
    read();
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const manifest = `# a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  n: "1"
  list:
  - a
  - b: 2
---
kind: Second
`;

describe('streams', () => {
  it('give a value per document, null for an empty one', () => {
    expect(readYaml('a: 1\n---\n---\n# only a comment\n---\nb\n')).toEqual([{ a: 1 }, null, null, 'b']);
    expect(readYaml('')).toEqual([]);
    expect(readYaml('# nothing\n')).toEqual([]);
  });

  it('may be UTF-8 or UTF-16 bytes, with a byte order mark', () => {
    const text = 'name: "é 😀"\n';
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const value = [{ name: 'é 😀' }];
    expect(readYaml(Buffer.from(text))).toEqual(value);
    expect(readYaml(Buffer.from(`\uFEFF${text}`))).toEqual(value);
    expect(readYaml(utf16)).toEqual(value);
    expect(readYaml(Buffer.from(utf16).swap16())).toEqual(value);
  });

  it.each([
    ['invalid UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff]), 'not UTF-8'],
    ['a NUL', Buffer.from('a: x\0y'), 'control characters'],
    ['a tab as indentation', Buffer.from('a:\n\tb: 1\n'), 'cannot start any token'],
    ['an odd number of UTF-16 bytes', Buffer.from([0xff, 0xfe, 0x61]), 'not UTF-16LE'],
  ])('are refused for %s', (_what, bytes, reason) => {
    expect(errorOf(() => readYaml(bytes)).message).toContain(reason);
  });
});

describe('errors', () => {
  it('name line and column of the place', () => {
    const error = errorOf(() => readYaml('a: 1\nb:\n  c: 2\n  c: 3\n'));
    expect(error).toMatchObject({ line: 4, column: 3, reason: 'key "c" already set in map' });
    expect(error.message).toBe('line 4, column 3: key "c" already set in map');
  });

  it('count lines over CR LF', () => {
    expect(errorOf(() => readYaml('a: 1\r\nb: [\r\n')).line).toBe(3);
  });
});

describe('limits', () => {
  const laughs = `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]\n`)
    .join('')}`;

  it('refuse a billion laughs at once', () => {
    const start = performance.now();
    expect(errorOf(() => readYaml(laughs)).reason).toBe('document contains excessive aliasing');
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('accept ordinary anchors, and copy what they name', () => {
    const [value] = readYaml('base: &base {a: 1, l: [1]}\nx: *base\nz:\n  <<: *base\n  a: 2\n') as JsonObject[];
    expect(value).toEqual({ base: { a: 1, l: [1] }, x: { a: 1, l: [1] }, z: { a: 2, l: [1] } });
    expect(value?.['x']).not.toBe(value?.['base']);
  });

  it.each([
    ['flow lists', '['.repeat(100_000)],
    ['flow maps', '{a: '.repeat(100_000)],
    ['block lists', '- '.repeat(100_000)],
    ['block maps', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
    ['aliases', `a0: &a0 [x]\n${Array.from({ length: 200 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`],
  ])('refuse deep %s', (_what, text) => {
    expect(errorOf(() => readYaml(text)).reason).toBe('exceeded max depth of 100');
  });

  it('refuse a text over the length', () => {
    expect(errorOf(() => readYaml('a: 12345\n', { maxLength: 5 })).reason).toContain('longer than 5');
  });

  it.each([
    ['100,000 keys', `data:\n${Array.from({ length: 100_000 }, (_, n) => `  k${n}: v\n`).join('')}`],
    ['200,000 comments', `${'# comment\n'.repeat(200_000)}a: 1\n`],
    ['a scalar of 5 MB', `a: |\n${`  ${'x'.repeat(98)}\n`.repeat(50_000)}`],
    ['a million small documents', 'a: 1\n---\n'.repeat(200_000)],
  ])('are far from %s', (_what, text) => {
    const start = performance.now();
    readYaml(text);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('locate', () => {
  it.each<[number, (string | number)[], [number, number]]>([
    [0, [], [2, 1]],
    [0, ['kind'], [3, 1]],
    [0, ['metadata', 'name'], [5, 3]],
    [0, ['data', 'list', 1, 'b'], [10, 5]],
    [0, ['data', 'list', 0], [9, 5]],
    [0, ['metadata', 'missing', 'deeper'], [4, 1]],
    [1, ['kind'], [12, 1]],
  ])('finds document %i, path %j', (index, path, [line, column]) => {
    expect(locate(manifest, index, path)).toMatchObject({ line, column });
  });

  it('knows when there is no such document', () => {
    expect(locate(manifest, 2, [])).toBeUndefined();
  });
});

describe('node trees', () => {
  it('are read by the rules of Kubernetes or of kustomize', () => {
    const [document] = parseYaml('a: yes\ny: true\nc: 0777\n');
    if (document === undefined) throw new Error('no document');
    expect(yamlToJson(document.root, document.text)).toEqual({ a: true, true: true, c: 511 });
    expect(yamlToJson(document.root, document.text, 'kustomize')).toEqual({ a: 'yes', y: true, c: 511 });
  });

  it('keep style, text and place of scalars', () => {
    const text = "a: 0777\nb: 'x'\nc: |\n  y\n";
    const root = parseYaml(text)[0]?.root;
    const values = root?.kind === 'map' ? root.entries.map(({ value }) => value) : [];
    expect(values).toMatchObject([
      { value: '0777', style: 'plain', start: 3 },
      { value: 'x', style: 'single-quoted' },
      { value: 'y\n', style: 'literal' },
    ]);
    expect(text.slice(values[1]?.start, values[1]?.end)).toBe("'x'");
  });
});

describe('hostile keys', () => {
  it('stay data through reading and writing', () => {
    const text = '__proto__:\n  polluted: true\nconstructor: 1\nm:\n  <<:\n    __proto__: {polluted: 2}\n';
    const [value] = readYaml(text);
    expect(stringifyJson(value as JsonValue)).toBe(
      '{"__proto__":{"polluted":true},"constructor":1,"m":{"__proto__":{"polluted":2}}}',
    );
    expect(readYaml(writeYaml(value as JsonValue))[0]).toStrictEqual(value);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('writeYaml', () => {
  it('separates documents and ends with a line break', () => {
    expect(writeYamlStream([{ a: [1, { b: 2 }] }, 'x'])).toBe('a:\n- 1\n- b: 2\n---\nx\n');
  });

  it('keeps the order of keys unless asked', () => {
    expect(writeYaml({ b: 1, a: 2, a10: 3, a2: 4 })).toBe('b: 1\na: 2\na10: 3\na2: 4\n');
    expect(writeYaml({ b: 1, a: 2, a10: 3, a2: 4 }, { sortKeys: true })).toBe('a: 2\na2: 4\na10: 3\nb: 1\n');
  });

  it('writes large integers whole', () => {
    expect(writeYaml({ count: 12345678901234567890n })).toBe('count: 12345678901234567890\n');
  });

  it('is undone by readYaml for any value', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '\n',
      ': ',
      ' #',
      '-',
      '"',
      "'",
      '\\',
      '\t',
      'é',
      '😀',
      '[',
      '{',
      '&',
      '*',
      '!',
      '|',
      '%',
      '1',
      'yes',
      '.',
      '\u2028',
      '\u0085',
      '\ufeff',
      '\r',
      '<<',
      'x'.repeat(50),
      ' word'.repeat(9),
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    const scalar = fc.oneof(
      text,
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    );
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        scalar,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (written) => {
        const read = readYaml(writeYaml(written))[0] as JsonValue;
        expect(deepEqual(read, written), stringifyJson(written)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any text', () => {
  it('is read or refused with a YamlError, and never hangs', () => {
    const piece = fc.constantFrom(
      'a',
      'b: ',
      '- ',
      '? ',
      ': ',
      '\n',
      '\n  ',
      '\n ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '|',
      '>',
      '&x ',
      '*x',
      '!t ',
      '!!int ',
      '#',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '\t',
      '\\',
      '<<: ',
      '@',
      '\r\n',
      '\u2028',
      '1',
      '~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          readYaml(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(YamlError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
