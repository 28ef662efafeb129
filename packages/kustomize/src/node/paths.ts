/** Splits a path at its delimiter; a backslash before the delimiter keeps it in the name. */
export function splitPath(path: string, delimiter: string): string[] {
  let parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts = parts.slice(1);
  const result = [parts[0] ?? ''];
  for (const part of parts.slice(1)) {
    const last = result.at(-1) ?? '';
    if (last.endsWith('\\')) result[result.length - 1] = `${last.slice(0, -1)}${delimiter}${part}`;
    else result.push(part);
  }
  return result;
}

/** As `splitPath`, but what stands in brackets (`[name=a.b]`, `[a.b/c]`) is one part. */
export function splitFieldPath(path: string, delimiter = '.'): string[] {
  const parts = splitPath(path, delimiter);
  const result: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (!part.startsWith('[') || part.endsWith(']')) {
      result.push(part);
      continue;
    }
    const end = closingPart(parts, at);
    result.push(bracketed(parts.slice(at, end + 1).join(delimiter)));
    at = end;
  }
  return result;
}

function closingPart(parts: readonly string[], start: number): number {
  for (let at = start + 1; at < parts.length; at++) if (parts[at]?.endsWith(']')) return at;
  return parts.length - 1;
}

function bracketed(text: string): string {
  return text.includes('=') ? text : text.replace(/^[[\]]+/, '').replace(/[[\]]+$/, '');
}

/** `[name=value]`. */
export function isElementMatch(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

/** The field and value of `[name=value]`. */
export function elementMatch(part: string): { field: string; value: string } {
  const inner = part.replace(/\]$/, '').replace(/^\[/, '');
  const equals = inner.indexOf('=');
  if (equals === -1) throw new Error('list path element must contain fieldName=fieldValue for element to match');
  return { field: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

/** As Go's `strconv.Atoi`, for indices. */
export function asIndex(part: string): number | undefined {
  return /^[-+]?\d+$/.test(part) ? Number(part) : undefined;
}
