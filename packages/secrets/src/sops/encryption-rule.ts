import { RE2JS } from 're2js';
import { Problem } from '../decryption-error.ts';

/** Whether the value at a path is encrypted. List items count as the list. */
export type EncryptionRule = (path: readonly string[]) => boolean;

const maxPatternLength = 4096;
const ruleFields = ['unencrypted_suffix', 'encrypted_suffix', 'unencrypted_regex', 'encrypted_regex'] as const;
const commentRules = ['unencrypted_comment_regex', 'encrypted_comment_regex'] as const;

/** Reads which values of a file are encrypted, by SOPS's rules: at most one rule, by default `_unencrypted` names. */
export function ruleOf(field: (name: string) => string): EncryptionRule {
  for (const name of commentRules) {
    if (field(name) !== '') throw new Problem('Unsupported', `it is encrypted by ${name}, which is not supported yet`);
  }
  const given = ruleFields.filter((name) => field(name) !== '');
  if (given.length > 1) throw new Problem('Malformed', `it has both ${given.join(' and ')}`);
  const name = given[0] ?? 'unencrypted_suffix';
  const text = given[0] === undefined ? '_unencrypted' : field(name);
  const matches = name.endsWith('suffix') ? (key: string) => key.endsWith(text) : matcherOf(name, text);
  const remembered = remember(matches);
  return name.startsWith('un') ? (path) => !path.some(remembered) : (path) => path.some(remembered);
}

/** Patterns come from the file: they run in linear time. */
function matcherOf(name: string, pattern: string): (key: string) => boolean {
  if (pattern.length > maxPatternLength) throw new Problem('Malformed', `${name} is too long`);
  try {
    const compiled = RE2JS.compile(pattern);
    return (key) => compiled.matcher(key).find();
  } catch {
    throw new Problem('Malformed', `${name} is no regular expression`);
  }
}

function remember(matches: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = matches(key);
    known.set(key, result);
    return result;
  };
}
