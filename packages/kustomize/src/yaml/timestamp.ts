const form = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/;

/**
 * A timestamp as it appears in kustomize's output: Go parses it and prints RFC 3339, so `2020-1-2` becomes
 * `2020-01-02T00:00:00Z`.
 */
export function formatTimestamp(text: string): string {
  const match = form.exec(text);
  if (match === null) return text;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => (part ?? '0').padStart(2, '0'));
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fractionOf(match[7])}${zoneOf(match[8])}`;
}

/** Nanoseconds without trailing zeros. */
function fractionOf(text = ''): string {
  const fraction = text.slice(0, 10).replace(/0+$/, '');
  return fraction === '.' ? '' : fraction;
}

function zoneOf(text = 'Z'): string {
  return text === '+00:00' || text === '-00:00' ? 'Z' : text;
}
