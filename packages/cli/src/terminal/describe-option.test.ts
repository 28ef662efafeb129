import { Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { describeOption } from './describe-option.ts';

describe('help of a flag', () => {
  const option = (): Option => new Option('--color [when]', 'paints');
  it.each<[string, Option, string]>([
    ['nothing more', option(), 'paints'],
    ['a default', option().default('auto'), 'paints (default: auto)'],
    ['a default in words', option().default(300_000, '5m'), 'paints (default: 5m)'],
    ['a list', option().default(['a', 'b']), 'paints (default: a,b)'],
    ['choices', option().choices(['auto', 'never']).default('auto'), 'paints (choices: auto, never; default: auto)'],
    ['an environment variable', option().env('COLOR'), 'paints (env: COLOR)'],
    ['a default that says nothing', option().default([]).preset('true'), 'paints'],
    ['an empty list in words', option().default([], ''), 'paints'],
    ['an empty text', option().default(''), 'paints'],
    ['being off', option().default(false), 'paints'],
    ['being on', option().default(true), 'paints (default: true)'],
  ])('says %s', (_, given, text) => {
    expect(describeOption(given)).toBe(text);
  });
});
