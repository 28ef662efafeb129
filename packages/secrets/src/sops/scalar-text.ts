/** A float as Go's `FormatFloat(f, 'f', -1, 64)` writes it: the shortest digits, never an exponent. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(Math.abs(value)));
  const [, whole = '0', fraction = '', exponent = '0'] = match ?? [];
  return sign + placePoint(whole + fraction, whole.length + Number(exponent));
}

function placePoint(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A boolean as SOPS writes it. */
export function boolText(value: boolean): string {
  return value ? 'True' : 'False';
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?[ \t]*(Z|[+-]\d{2}:\d{2})?)?$/;

/** A timestamp of YAML as Go writes it in text: RFC 3339 with as many digits of the second as it has. */
export function timeText(text: string): string | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const [mm, dd, hh, min, ss] = [month, day, hour, minute, second].map((part) => part.padStart(2, '0'));
  const rest = fraction.slice(0, 9).replace(/0+$/, '');
  return `${year}-${mm}-${dd}T${hh}:${min}:${ss}${rest === '' ? '' : `.${rest}`}${/^[+-]00:00$/.test(zone) ? 'Z' : zone}`;
}

/** A time in whole seconds, as the MAC's additional data has it: Go's RFC 3339 without fraction. */
export function secondsText(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? timeText(text)?.replace(/\.\d+/, '') : undefined;
}
