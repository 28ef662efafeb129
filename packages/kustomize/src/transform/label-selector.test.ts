import { expect, it } from 'vitest';
import { parseLabelSelector } from './label-selector.ts';

const labels = new Map([
  ['app', 'web'],
  ['example.com/tier', 'front'],
  ['size', '5'],
  ['empty', ''],
]);

it.each([
  ['', true],
  ['app', true],
  ['!app', false],
  ['app=web', true],
  ['app == web', true],
  ['app!=web', false],
  ['other!=web', true],
  ['empty=', true],
  ['app in (api, web)', true],
  ['app notin (api,web)', false],
  ['other notin (a)', true],
  ['example.com/tier=front,app', true],
  ['app in (a,b),size', false],
  ['size>4', true],
  ['size < 5', false],
  ['app>1', false],
])('%s is %s', (selector, expected) => {
  expect(parseLabelSelector(selector)(labels)).toBe(expected);
});

it.each(['a b', '=a', 'a in b', 'a,,b', 'a=b=c'])('%s is refused', (selector) => {
  expect(() => parseLabelSelector(selector)).toThrow('unable to parse requirement');
});
