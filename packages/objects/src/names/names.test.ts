import { describe, expect, it } from 'vitest';
import {
  configKeyProblems,
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelKeyProblems,
  labelValueProblems,
  portNameProblems,
} from './names.ts';

describe('names', () => {
  it.each<[(value: string) => string[], string[]]>([
    [dnsLabelProblems, ['a', 'a-1', '1a', 'a'.repeat(63)]],
    [dnsSubdomainProblems, ['a', 'a.b-c.1', 'x'.repeat(253)]],
    [dns1035LabelProblems, ['a', 'a1-b']],
    [labelKeyProblems, ['a', 'A_b.c', 'example.com/A', 'k8s.io/9']],
    [labelValueProblems, ['', 'A', 'a.b_c-d']],
    [configKeyProblems, ['a', '.a', 'A_b-c.yaml', '__proto__']],
    [portNameProblems, ['http', 'a1', '1a']],
  ])('%o allows', (problems, values) => {
    expect(values.flatMap(problems)).toEqual([]);
  });

  it.each<[(value: string) => string[], string, string[]]>([
    [dnsLabelProblems, 'a.b', ['must not contain dots']],
    [
      dnsLabelProblems,
      'A',
      [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
    [dnsLabelProblems, 'a'.repeat(64), ['must be no more than 63 characters']],
    [dnsSubdomainProblems, 'x'.repeat(254), ['must be no more than 253 characters']],
    [labelKeyProblems, '/a', ['prefix part must be non-empty']],
    [labelValueProblems, 'a'.repeat(64), ['must be no more than 63 bytes']],
    [configKeyProblems, '..', ["must not be '..'"]],
    [configKeyProblems, '..a', ["must not start with '..'"]],
    [portNameProblems, '1-', ['must contain at least one letter (a-z)', 'must not begin or end with a hyphen']],
  ])('%o refuses %.20j', (problems, value, expected) => {
    expect(problems(value)).toEqual(expected);
  });

  it.each([dnsLabelProblems, dnsSubdomainProblems, labelKeyProblems])(
    'are checked in linear time by %o',
    (problems) => {
      const start = performance.now();
      expect(problems(`${'a-'.repeat(500_000)}!`)).not.toEqual([]);
      expect(performance.now() - start).toBeLessThan(500);
    },
  );
});
