/**
 * The rules for names and labels of Kubernetes. Each function returns the problems of a value in the API server's words;
 * none means that the value is allowed.
 */

interface Rule {
  readonly maxLength: number;
  readonly lengthUnit: 'characters' | 'bytes';
  readonly pattern: RegExp;
  /** The pattern as messages show it. */
  readonly format: string;
  readonly message: string;
  readonly examples: readonly string[];
}

const dnsLabelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsSubdomainFormat = `${dnsLabelFormat}(\\.${dnsLabelFormat})*`;
const dns1035LabelFormat = '[a-z]([-a-z0-9]*[a-z0-9])?';
const labelKeyFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const alphanumericEnds = 'and must start and end with an alphanumeric character';

const dnsLabel: Rule = {
  maxLength: 63,
  lengthUnit: 'characters',
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  format: dnsLabelFormat,
  message: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${alphanumericEnds}`,
  examples: ['my-name', '123-abc'],
};
const dnsSubdomain: Rule = {
  maxLength: 253,
  lengthUnit: 'characters',
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  format: dnsSubdomainFormat,
  message: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${alphanumericEnds}`,
  examples: ['example.com'],
};
const dns1035Label: Rule = {
  maxLength: 63,
  lengthUnit: 'characters',
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  format: dns1035LabelFormat,
  message:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
    'and end with an alphanumeric character',
  examples: ['my-name', 'abc-123'],
};
const labelName: Rule = {
  maxLength: 63,
  lengthUnit: 'bytes',
  pattern: /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  format: labelKeyFormat,
  message: `must consist of alphanumeric characters, '-', '_' or '.', ${alphanumericEnds}`,
  examples: ['MyName', 'my.name', '123-abc'],
};
const labelValue: Rule = {
  maxLength: 63,
  lengthUnit: 'bytes',
  pattern: /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  format: `(${labelKeyFormat})?`,
  message: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${alphanumericEnds}`,
  examples: ['MyValue', 'my_value', '12345'],
};
const configKey: Rule = {
  maxLength: 253,
  lengthUnit: 'characters',
  pattern: /^[-._a-zA-Z0-9]+$/,
  format: '[-._a-zA-Z0-9]+',
  message: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  examples: ['key.name', 'KEY_NAME', 'key-name'],
};

function matches(value: string, rule: Rule): boolean {
  // The longest value that can be allowed is short, and patterns may only meet short text.
  return value.length <= 512 && rule.pattern.test(value);
}

function tooLong(value: string, rule: Rule): string[] {
  const isTooLong = Buffer.byteLength(value) > rule.maxLength;
  return isTooLong ? [`must be no more than ${rule.maxLength} ${rule.lengthUnit}`] : [];
}

function formatProblem({ message, format, examples }: Rule): string {
  const quoted = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${quoted}regex used for validation is '${format}')`;
}

function problemsOf(value: string, rule: Rule): string[] {
  return [...tooLong(value, rule), ...(matches(value, rule) ? [] : [formatProblem(rule)])];
}

/** Names of namespaces, containers and the like. */
export function dnsLabelProblems(value: string): string[] {
  if (!matches(value, dnsLabel) && matches(value, dnsSubdomain)) {
    return [...tooLong(value, dnsLabel), 'must not contain dots'];
  }
  return problemsOf(value, dnsLabel);
}

/** Names of most objects. */
export function dnsSubdomainProblems(value: string): string[] {
  return problemsOf(value, dnsSubdomain);
}

/** Names of Services. */
export function dns1035LabelProblems(value: string): string[] {
  return problemsOf(value, dns1035Label);
}

/** Keys of labels and annotations: `name` or `prefix.example/name`. */
export function labelKeyProblems(value: string): string[] {
  const [first = '', second, ...more] = value.split('/');
  if (more.length > 0) {
    const suffix = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${formatProblem(labelName)} ${suffix}`];
  }
  const prefix = second === undefined ? [] : labelPrefixProblems(first);
  return [...prefix, ...labelNameProblems(second ?? first)];
}

function labelPrefixProblems(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  const problems = problemsOf(prefix, { ...dnsSubdomain, lengthUnit: 'bytes' });
  return problems.map((problem) => `prefix part ${problem}`);
}

function labelNameProblems(name: string): string[] {
  const empty = name === '' ? ['name part must be non-empty'] : [];
  return [...empty, ...problemsOf(name, labelName).map((problem) => `name part ${problem}`)];
}

/** Values of labels. */
export function labelValueProblems(value: string): string[] {
  return problemsOf(value, labelValue);
}

/** Keys in the data of ConfigMaps and Secrets. */
export function configKeyProblems(value: string): string[] {
  const problems = problemsOf(value, configKey);
  if (value === '.') problems.push("must not be '.'");
  else if (value === '..') problems.push("must not be '..'");
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

/** Names of ports of containers and Services that are also DNS service names. */
export function portNameProblems(value: string): string[] {
  const problems: string[] = [];
  if (value.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value)) {
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}
