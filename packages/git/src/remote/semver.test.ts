import { describe, expect, it } from 'vitest';

import { highestMatch } from './semver.ts';

const tags = [
  '0.1.0',
  'v0.2.0',
  '0.2.1',
  'v1.0.0-alpha',
  'v1.0.0',
  '1.2.3',
  '1.10.0',
  'v2.0.0-rc.1',
  '2.0.0',
  'latest',
  'v3',
  '3.1',
  '01.02.04',
];

describe('highestMatch', () => {
  it.each([
    ['>=1.0.0', '2.0.0'],
    ['1.x', '1.10.0'],
    ['1.2.x', '01.02.04'],
    ['~1.2.3', '01.02.04'],
    ['~1', '1.10.0'],
    ['^1.2', '1.10.0'],
    ['^0.2.0', '0.2.1'],
    ['^0.1', '0.1.0'],
    ['<v0.2.1', 'v0.2.0'],
    ['>0.1.0 <0.2.1', 'v0.2.0'],
    ['>= 0.1.0, < 1.0.0', '0.2.1'],
    ['1.0.0 - 1.5.0', '01.02.04'],
    ['=1.2.3', '1.2.3'],
    ['1.2.3', '1.2.3'],
    ['!=2.0.0', '1.10.0'],
    ['*', '2.0.0'],
    ['<0.2.0 || 1.2.3', '1.2.3'],
    ['>=1.0.0-0 <1.0.0', 'v1.0.0-alpha'],
    ['>=1.0.0-0 <1.1.0-0', 'v1.0.0'],
    ['>2', undefined],
    ['<=1.2', '01.02.04'],
    ['9.x', undefined],
  ])('%s takes %s', (range, tag) => {
    expect(highestMatch(range, tags)).toBe(tag);
  });

  it('orders prereleases as the standard does, and breaks ties by build metadata', () => {
    const list = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1'];
    expect(highestMatch('>=1.0.0-0', list)).toBe('1.0.0-rc.1');
    expect(highestMatch('<1.0.0-rc.1', list)).toBe('1.0.0-beta.11');
    expect(highestMatch('1.0.0', ['1.0.0+1', '1.0.0+2'])).toBe('1.0.0+2');
  });

  it.each(['', 'x.y', '>=', '1.2.3.4', '>>1', 'a'.repeat(2000), '1'.repeat(400)])('refuses the range %j', (range) => {
    expect(() => highestMatch(range, tags)).toThrow('improper constraint');
  });
});
