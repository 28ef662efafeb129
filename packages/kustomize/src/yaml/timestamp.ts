const form = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:([Tt])(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d{2}:\d{2}))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?))?$/;

/** Whether go-yaml takes a plain scalar for a point in time. */
export function isTimestamp(text: string): boolean {
  return timestampParts(text) !== undefined;
}

/**
 * A timestamp as it appears in kustomize's output: Go marshals the parsed time to RFC 3339, so `2020-1-2` becomes
 * `2020-01-02T00:00:00Z`. Undefined where the text is no timestamp.
 */
export function formatTimestamp(text: string): string | undefined {
  const parts = timestampParts(text);
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = parts.numbers.map((part) => part.padStart(2, '0'));
  const fraction = parts.fraction.replace(/0+$/, '').slice(0, 10);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction === '.' ? '' : fraction}${parts.zone}`;
}

interface TimestampParts {
  readonly numbers: readonly string[];
  readonly fraction: string;
  readonly zone: string;
}

function timestampParts(text: string): TimestampParts | undefined {
  if (text.length < 8 || text[4] !== '-') return undefined;
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', , hourT, minuteT, secondT, fractionT, zone = 'Z', hour, minute, second, fraction] = match;
  const numbers = [year, month, day, hourT ?? hour ?? '0', minuteT ?? minute ?? '0', secondT ?? second ?? '0'];
  if (!isRealTime(numbers.map(Number))) return undefined;
  return { numbers, fraction: fractionT ?? fraction ?? '', zone: zone === '+00:00' || zone === '-00:00' ? 'Z' : zone };
}

function isRealTime([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[]): boolean {
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year === 0 ? 4 : year, month, 0)).getUTCDate();
}
