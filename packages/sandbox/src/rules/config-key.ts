const rule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const limit = 253;

/** What is wrong with a key of the data of a ConfigMap or Secret. */
export function configKeyProblems(key: string): readonly string[] {
  return [
    ...(key.length > limit ? [`must be no more than ${limit} characters`] : []),
    ...(/^[-._a-zA-Z0-9]+$/.test(key) ? [] : [rule]),
    ...parentProblems(key),
  ];
}

function parentProblems(key: string): readonly string[] {
  if (key === '.' || key === '..') return [`must not be '${key}'`];
  return key.startsWith('..') ? ["must not start with '..'"] : [];
}
