/** A URL for messages and logs: without credentials, query and fragment, each of which may hold a secret. */
export function redactUrl(url: URL | string): string {
  const parsed = typeof url === 'string' ? parse(url) : url;
  if (parsed === undefined) return '<unparsable url>';
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
