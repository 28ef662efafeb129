import { expect, it } from 'vitest';

import { redirectTarget } from './redirect.ts';

it.each([
  ['http://a/x', '/y', 'http://a/y'],
  ['https://a/x', 'https://a:443/y', 'https://a/y'],
  ['http://a/x', 'https://a/x', 'https://a/x'],
])('from %s to %s is followed', (from, location, to) => {
  expect(redirectTarget(new URL(from), location).href).toBe(to);
});

it.each([
  ['https://a/x', 'http://a/x'],
  ['https://a/x', 'https://a:8443/x'],
  ['https://a/x', 'https://b/x'],
  ['http://a:80/x', 'https://b/x'],
  ['http://a:8080/x', 'https://a/x'],
  ['https://a/x', '//b/x'],
  ['https://a/x', 'file:///etc/passwd'],
])('from %s to %s is refused', (from, location) => {
  expect(() => redirectTarget(new URL(from), location)).toThrow('is not followed: ');
});
