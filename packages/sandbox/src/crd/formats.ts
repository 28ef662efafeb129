import { isIPv4, isIPv6 } from 'node:net';
import { dnsLabel, dnsSubdomain } from '../validation/names.ts';

/** Formats that the API server checks; others are accepted as they are. */
const checks = new Map<string, (text: string) => boolean>([
  [
    'date-time',
    (text) =>
      /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(text) &&
      !Number.isNaN(Date.parse(text)),
  ],
  ['date', (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))],
  ['byte', (text) => /^[A-Za-z0-9+/\r\n]*={0,2}$/.test(text) && text.replaceAll(/[\r\n]/g, '').length % 4 === 0],
  [
    'duration',
    (text) => /^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$|^0$|^\d+\s*(d|day|days|w|week|weeks)$/.test(text),
  ],
  // Go reads numbers with leading zeros here.
  ['ipv4', (text) => isIPv4(text.replaceAll(/(^|\.)0+(?=\d)/g, '$1'))],
  ['ipv6', isIPv6],
  ['cidr', isCidr],
  ['mac', (text) => /^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$/.test(text)],
  ['uuid', (text) => /^[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}$/.test(text)],
  ['uuid3', (text) => /^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?3[0-9A-Fa-f]{3}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}$/.test(text)],
  [
    'uuid4',
    (text) => /^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?4[0-9A-Fa-f]{3}-?[89ABab][0-9A-Fa-f]{3}-?[0-9A-Fa-f]{12}$/.test(text),
  ],
  [
    'uuid5',
    (text) => /^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?5[0-9A-Fa-f]{3}-?[89ABab][0-9A-Fa-f]{3}-?[0-9A-Fa-f]{12}$/.test(text),
  ],
  ['email', (text) => /^(?:[^<>@\s]+@[^<>@\s]+|[^<>@]*<[^<>@\s]+@[^<>@\s]+>)$/.test(text)],
  [
    'hostname',
    (text) =>
      text.length <= 255 &&
      /^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?)*$/.test(text),
  ],
  ['bsonobjectid', (text) => /^[0-9A-Fa-f]{24}$/.test(text)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  [
    'creditcard',
    (text) =>
      /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/.test(
        text.replaceAll(/\D/g, ''),
      ),
  ],
  ['ssn', (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ['rgbcolor', isRgb],
  ['k8s-short-name', (text) => dnsLabel(text).length === 0],
  ['k8s-long-name', (text) => dnsSubdomain(text).length === 0],
  ['uri', (text) => /^[A-Za-z][A-Za-z0-9+.-]*:|^\//.test(text)],
]);

/** Whether a text is of a format. */
export function hasFormat(text: string, format: string): boolean {
  return checks.get(format)?.(text) ?? true;
}

/** Formats that are known without being texts that can be wrong. */
const others = ['int32', 'int64', 'float', 'double', 'password', 'datetime'];

export function isKnownFormat(format: string): boolean {
  return checks.has(format) || others.includes(format);
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (10 - index) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit), 0);
  return sum % 10 === 0;
}

function isRgb(text: string): boolean {
  const parts = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text)?.slice(1) ?? [];
  return parts.length === 3 && parts.every((part) => Number(part) <= 255);
}

function isCidr(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  const limit = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= limit;
}
