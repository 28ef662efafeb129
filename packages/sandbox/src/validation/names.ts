const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const startsWithLetter = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const wildcard = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const wildcardRule =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label1035Rule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const qualifiedRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What is wrong with a name; empty when nothing is. */
export type NameRule = (name: string) => readonly string[];

function rule(pattern: RegExp, limit: number, text: string): NameRule {
  return (name) => [
    ...(name.length > limit ? [`must be no more than ${limit} characters`] : []),
    ...(pattern.test(name) ? [] : [text]),
  ];
}

export const dnsLabel: NameRule = rule(label, 63, labelRule);
export const dnsLabel1035: NameRule = rule(startsWithLetter, 63, label1035Rule);
export const dnsSubdomain: NameRule = rule(subdomain, 253, subdomainRule);
/** A host with a star for its first label. */
export const wildcardSubdomain: NameRule = rule(wildcard, 253, wildcardRule);
/** The size of label values is counted in bytes. */
export const labelValueName: NameRule = (value) =>
  rule(labelValue, 63, labelValueRule)(value).map((error) => error.replace(/characters$/, 'bytes'));

/** A name that only has to fit into a URL: RBAC's names. */
export const pathSegment: NameRule = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
};

/** Keys of labels and annotations: an optional DNS prefix, a slash, a name. */
export function qualifiedName(name: string): readonly string[] {
  const parts = name.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${qualifiedRule.slice('name part '.length)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const [prefix, local = ''] = parts.length === 2 ? [parts[0] ?? '', parts[1]] : [undefined, parts[0]];
  return [...prefixErrors(prefix), ...localErrors(local)];
}

function prefixErrors(prefix: string | undefined): readonly string[] {
  if (prefix === undefined) return [];
  if (prefix === '') return ['prefix part must be non-empty'];
  return dnsSubdomain(prefix).map((error) => `prefix part ${error}`);
}

function localErrors(local: string): readonly string[] {
  if (local === '') return ['name part must be non-empty', qualifiedRule];
  const long = local.length > 63 ? ['name part must be no more than 63 bytes'] : [];
  return [...long, ...(qualifiedPart.test(local) ? [] : [qualifiedRule])];
}
