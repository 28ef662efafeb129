import { describe, expect, test } from 'vitest';
import { substitute } from './substitute.ts';

const variables = new Map([
  ['v', 'value'],
  ['path', '/home/user/file.tar.gz'],
  ['empty', ''],
  ['n', '-3'],
  ['u', 'äbc'],
  ['long', 'a-b-c'],
]);
const run = (text: string, strict = true) => substitute(text, variables, { strict });

test.each([
  ['${v}', 'value'],
  ['a ${v} b ${v}', 'a value b value'],
  ['$v and $ and 5$', '$v and $ and 5$'],
  ['$${v}', '${v}'],
  ['$$ and $$foo', '$ and $foo'],
  ['$$${v}', '$value'],
  ['$${a ${v}}', '${a value}'],
  ['\\$ and \\?', '\\$ and \\?'],
  ['${#v}', '5'],
  ['${#u}', '4'],
  ['${v^}', 'Value'],
  ['${v^^}', 'VALUE'],
  ['${v,,}', 'value'],
  ['${u^}', 'Äbc'],
  ['${empty^}', ''],
  ['${v:1}', 'alue'],
  ['${v:1:2}', 'al'],
  ['${v:1:-1}', 'alu'],
  ['${v:4:-4}', ''],
  ['${v:9}', ''],
  ['${v:9:1}', ''],
  ['${v:3:9}', 'ue'],
  ['${v:x}', 'value'],
  ['${v: -1}', 'value'],
  ['${v:${n}}', 'lue'],
  ['${v:1:x}', 'value'],
  ['${path#*/}', 'home/user/file.tar.gz'],
  ['${path##*/}', 'file.tar.gz'],
  ['${path%.*}', '/home/user/file.tar'],
  ['${path%%.*}', '/home/user/file'],
  ['${path##*[a-f]}', 'r.gz'],
  ['${v#?}', 'alue'],
  ['${v#x}', 'value'],
  ['${v#[v}', 'value'],
  ['${v#[^a]}', 'alue'],
  ['${long/-/+}', 'a+b-c'],
  ['${long//-/+}', 'a+b+c'],
  ['${long//-/}', 'abc'],
  ['${long/-/}', 'ab-c'],
  ['${path/\\//|}', '|home/user/file.tar.gz'],
  ['${v/al/$&}', 'v$&ue'],
  ['${v/#va/X}', 'Xlue'],
  ['${v/%ue/X}', 'valX'],
  ['${v/#va/}', 'value'],
  ['${v/${v}/x}', 'x'],
  ['${v:-x}', 'value'],
  ['${empty:-x}', 'x'],
  ['${unset:-x}', 'x'],
  ['${unset:=x}', 'x'],
  ['${unset=x}', 'x'],
  ['${unset:+x}', 'x'],
  ['${unset:?x}', 'x'],
  ['${unset:-}', ''],
  ['${unset:-a ${v} b}', 'a value b'],
  ['${unset:-${unset:-${v}}}', 'value'],
  ['${unset:-a$b}', 'a$b'],
])('%s is %j', (text, expected) => {
  expect(run(text)).toBe(expected);
});

test('values are not substituted again', () => {
  expect(
    substitute(
      '${a}',
      new Map([
        ['a', '${b}'],
        ['b', 'no'],
      ]),
      { strict: true },
    ),
  ).toBe('${b}');
});

test.each([
  ['${a.b}', 'missing closing brace'],
  ['${a-b}', 'missing closing brace'],
  ['${a+b}', 'missing closing brace'],
  ['${a?b}', 'missing closing brace'],
  ['${v', 'missing closing brace'],
  ['${}', 'unable to parse variable name'],
  ['${ v}', 'unable to parse variable name'],
  ['${v/a}', 'bad substitution'],
  ['${v^x}', 'bad substitution'],
  ['${v#}', 'unable to parse substitution within function'],
  ['${v:}', 'unable to parse substitution within function'],
  ['${v:-x', 'unable to parse substitution within function'],
  ['${#}', 'bad substitution'],
])('%s is refused: %s', (text, message) => {
  expect(() => run(text)).toThrow(message);
});

describe('a variable that is not set', () => {
  test.each(['${unset}', '${#unset}', '${unset^^}', '${unset/a/b}', '${unset:1}'])(
    '%s is an error when strict',
    (text) => {
      expect(() => run(text)).toThrow('variable not set (strict mode): "unset"');
    },
  );

  test('is empty otherwise', () => {
    expect(run('a${unset}b${#unset}', false)).toBe('ab0');
  });

  test('names of prototypes are not set', () => {
    expect(() => run('${__proto__}')).toThrow('variable not set (strict mode): "__proto__"');
    expect(() => run('${constructor}')).toThrow('variable not set');
  });
});

test('hostile texts end quickly', () => {
  const started = performance.now();
  expect(run('${v}'.repeat(200_000))).toHaveLength(1_000_000);
  expect(() => run('${unset:-'.repeat(100_000))).toThrow('bad substitution');
  const stars = `\${path##${'*a'.repeat(2000)}}`;
  expect(run(stars)).toBe('/home/user/file.tar.gz');
  expect(performance.now() - started).toBeLessThan(5000);
});
