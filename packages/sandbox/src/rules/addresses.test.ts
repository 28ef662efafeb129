import { expect, test } from 'vitest';
import { blockCauses, isSmallerPart, plainAddressCauses } from './addresses.ts';

test.each([
  ['10.0.0.0/8', '10.1.0.0/16', true],
  ['10.0.0.0/8', '10.0.0.0/8', false],
  ['10.0.0.0/8', '11.0.0.0/16', false],
  ['10.0.0.0/16', '10.0.0.0/8', false],
  ['2001:db8::/32', '2001:db8:1::/48', true],
  ['10.0.0.0/8', '2001:db8::/48', false],
])('within %s lies %s: %s', (whole, part, expected) => {
  expect(isSmallerPart(whole, part)).toBe(expected);
});

test.each(['10.0.0.0', '10.0.0.0/33', '2001:db8::/129', 'x/8', '10.0.0.0/8/8', ''])('%s is no block', (text) => {
  expect(blockCauses(text, 'here')).toMatchObject([{ field: 'here', reason: 'FieldValueInvalid' }]);
});

test.each([
  ['10.1.2.3', undefined],
  ['2001:db8::1', undefined],
  ['0.0.0.0', 'unspecified'],
  ['127.1.2.3', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.169.254', 'link-local range'],
  ['fe80::1', 'link-local range'],
  ['224.0.0.1', 'multicast'],
])('%s leads somewhere, but for what is %s', (address, word) => {
  const messages = plainAddressCauses(address, 'here').map(({ message }) => message);
  expect(messages).toEqual(word === undefined ? [] : [expect.stringContaining(word)]);
});
