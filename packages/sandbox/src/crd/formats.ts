import { isIP, isIPv4, isIPv6 } from 'node:net';

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
  ['ipv4', isIPv4],
  ['ipv6', isIPv6],
  ['ip', (text) => isIP(text) !== 0],
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
  ['email', (text) => /^[^@\s]+@[^@\s]+$/.test(text)],
  [
    'hostname',
    (text) =>
      text.length <= 255 &&
      /^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?)*$/.test(text),
  ],
  ['uri', (text) => /^[A-Za-z][A-Za-z0-9+.-]*:|^\//.test(text)],
]);

/** Whether a text is of a format. */
export function hasFormat(text: string, format: string): boolean {
  return checks.get(format)?.(text) ?? true;
}

function isCidr(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  const limit = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= limit;
}
