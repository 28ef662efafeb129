import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deepEqual } from '../json/deep-equal.ts';
import { parseJson } from '../json/parse-json.ts';
import { stringifyJson } from '../json/stringify-json.ts';
import { parseYaml } from './parse-yaml.ts';
import { readYaml } from './read-yaml.ts';
import { writeYaml } from './write-yaml.ts';
import { YamlError } from './yaml-error.ts';

/** What sigs.k8s.io/yaml 1.6.0 and go-yaml 3.0.4 made of each text; recorded by fixtures/yaml/record. */
interface Recorded {
  readonly text: string;
  readonly json?: string;
  readonly error?: string;
  readonly parseError?: string;
  readonly written?: string;
}

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/yaml/recorded.json', import.meta.url), 'utf8'),
) as Recorded[];

/** Where we answer otherwise than sigs.k8s.io/yaml, and why. */
const differences = new Map([
  [
    '<<: [{a: 1}, {a: 2, b: 3}]\nb: 9\n',
    'its strict mode calls a merged key that is set again a duplicate; kustomize does not',
  ],
  ['b: &b {x: 1}\na:\n  <<: *b\n  x: 2\n', 'the same'],
  ['1: a\n"1": b\n', 'it keeps one of the two by chance'],
  ['a: 1\n...\nb: 2\n', 'it reads the first document only, and not what follows'],
  ['"a":1\n', 'the same'],
  [' a: 1\nb: 2\n', 'the same'],
  ['"a" "b"\n', 'the same'],
]);

/** go-yaml v3 finds these when it decodes the node, not when it parses. */
const foundLater = new Set(['a: &a [*a]\n', 'a: &a {b: *a}\n']);

/** Go writes by way of reading its own JSON as YAML, which folds Unicode line breaks and reads `<<` as a merge. */
const detour = /[\uFEFF\u0085\u2028\u2029]|<</;

function isWrittenAlike({ written, json }: Recorded): boolean {
  return written !== undefined && json !== undefined && !detour.test(stringifyJson(parseJson(json)));
}

function refusal(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(YamlError);
    return (error as YamlError).upstreamMessage;
  }
}

function cases(keep: (entry: Recorded) => boolean): [title: string, entry: Recorded][] {
  return recorded.filter(keep).map((entry) => [JSON.stringify(entry.text).slice(0, 80), entry]);
}

describe('texts that were given to Go', () => {
  it('are more than 400', () => expect(recorded.length).toBeGreaterThan(400));

  it.each(cases(({ text }) => !differences.has(text)))('reads %s as sigs.k8s.io/yaml does', (_title, entry) => {
    if (entry.json === undefined) {
      expect(refusal(() => readYaml(entry.text))).toBeDefined();
      return;
    }
    const value = readYaml(entry.text)[0] ?? null;
    if (!deepEqual(value, parseJson(entry.json))) expect(stringifyJson(value)).toBe(entry.json);
  });

  it.each(cases(({ text }) => !foundLater.has(text)))(
    'parses or refuses %s with the message of go-yaml',
    (_title, entry) => {
      expect(refusal(() => parseYaml(entry.text)) ?? '').toBe(entry.parseError ?? '');
    },
  );

  it.each(cases(isWrittenAlike))('writes the value of %s as Go does', (_title, entry) => {
    expect(writeYaml(parseJson(entry.json ?? ''), { sortKeys: true })).toBe(entry.written);
  });

  it.each([...differences.keys()])('still differs at %j', (text) => {
    const entry = recorded.find((candidate) => candidate.text === text);
    const ours = refusal(() => readYaml(text)) === undefined ? stringifyJson(readYaml(text)[0] ?? null) : undefined;
    expect(ours).not.toBe(entry?.json);
  });
});
