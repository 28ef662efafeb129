import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { build, type BuildOptions } from './build.ts';
import { openDirectory } from './tree/open-directory.ts';

/**
 * Each folder of testdata is a case: `in` is built and must give `expected.yaml` byte for byte, or fail with a message
 * that contains each line of `expected-error.txt`. The expectations are what kustomize 5.8.1 prints.
 */
const testdata = fileURLToPath(new URL('../testdata/', import.meta.url));

interface CaseOptions extends BuildOptions {
  readonly root?: string;
}

function optionsOf(name: string): CaseOptions {
  const file = join(testdata, name, 'options.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CaseOptions) : { reorder: 'none' };
}

async function buildCase(name: string): Promise<string> {
  const { root = '', ...options } = optionsOf(name);
  return (await build(await openDirectory(join(testdata, name, 'in')), root, options)).toYaml();
}

describe('a build equals that of kustomize 5.8.1', () => {
  const names = readdirSync(testdata).filter((name) => existsSync(join(testdata, name, 'expected.yaml')));
  it.each(names)('%s', async (name) => {
    const expected = readFileSync(join(testdata, name, 'expected.yaml'), 'utf8');
    expect(withoutVersion(await buildCase(name))).toBe(withoutVersion(expected));
  });
});

describe('a build fails as that of kustomize 5.8.1', () => {
  const names = readdirSync(testdata).filter((name) => existsSync(join(testdata, name, 'expected-error.txt')));
  it.each(names)('%s', async (name) => {
    const lines = readFileSync(join(testdata, name, 'expected-error.txt'), 'utf8')
      .trim()
      .split('\n');
    const message = await buildCase(name).then(
      () => 'no error',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    for (const line of lines) expect(message).toContain(line);
  });
});

/** The label of a kustomize that was built from source says `(devel)`. */
function withoutVersion(text: string): string {
  return text.replaceAll(/managed-by: kustomize-.*/g, 'managed-by: kustomize');
}
