import { describe, expect, it } from 'vitest';
import { matchesFields, parseFieldSelector } from './field-selector.ts';
import { labelSelectorOf, labelSelectorText, matchesLabels } from './label-selector.ts';
import { parseLabelSelector } from './parse-label-selector.ts';
import { SelectorError } from './selector-error.ts';

describe('label selectors', () => {
  it.each([
    ['', ''],
    ['b=1,a', 'a,b=1'],
    ['a in (c, b)', 'a in (b,c)'],
    ['a notin (,x)', 'a notin (,x)'],
    ['a in ()', 'a in ()'],
    ['!a', '!a'],
    ['  a  ==  b  ', 'a==b'],
    ['a=', 'a='],
    ['in in (in)', 'in in (in)'],
    ['example.com/a>3', 'example.com/a>3'],
  ])('%j reads as %j', (text, expected) => {
    expect(labelSelectorText(parseLabelSelector(text))).toBe(expected);
  });

  it.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    [')', "found ')', expected: !, identifier, or 'end of string'"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    [
      'a<x',
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['-a', 'name part must consist of alphanumeric characters'],
    [`a=${'x'.repeat(64)}`, 'must be no more than 63 bytes'],
    ['x,'.repeat(100_000), 'selector is longer than'],
  ])('%.40j is refused', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(SelectorError);
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  it.each<[string, boolean]>([
    ['app=web', true],
    ['app!=web', false],
    ['missing!=web', true],
    ['app in (db,web)', true],
    ['missing in (a)', false],
    ['missing notin (a)', true],
    ['app,!missing', true],
    ['size>9', true],
    ['size<10', false],
    ['app>1', false],
    ['constructor', false],
    ['!toString', true],
  ])('%j matches: %s', (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text), { app: 'web', size: '10' })).toBe(expected);
  });

  it('come from LabelSelector fields', () => {
    const selector = labelSelectorOf({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    });
    expect(labelSelectorText(selector ?? [])).toBe('app=web,!old,tier in (a,b)');
    expect(labelSelectorOf(undefined)).toBeUndefined();
    expect(matchesLabels(labelSelectorOf({}) ?? [], {})).toBe(true);
    expect(() => labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'Like' }] })).toThrow(
      'not a valid label selector operator',
    );
    expect(() => labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'In' }] })).toThrow(
      "values set can't be empty",
    );
  });
});

describe('field selectors', () => {
  const fields = new Map([
    ['metadata.name', 'a,b'],
    ['spec.nodeName', ''],
  ]);

  it.each<[string, boolean]>([
    ['metadata.name=a\\,b', true],
    ['metadata.name!=a\\,b', false],
    ['spec.nodeName=', true],
    ['status.phase!=Running,metadata.name==a\\,b', true],
    ['', true],
  ])('%j matches: %s', (text, expected) => {
    expect(matchesFields(parseFieldSelector(text), (field) => fields.get(field))).toBe(expected);
  });

  it.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['a=b=c', 'unescaped character in value: 61'],
    ['a=\\x', 'invalid escape sequence: \\x'],
    ['a=\\', 'invalid escape sequence: \\'],
  ])('%j is refused', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message);
  });
});
