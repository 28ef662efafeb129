import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readYaml, type JsonValue } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { build, type BuildOptions } from './build.ts';
import { openDirectory } from './tree/open-directory.ts';
import { ParseCache } from './yaml/parse-cache.ts';

/**
 * Cases that upstream's tests and public repositories gave, where they are at hand: beside the checkout, or where
 * KUSTOMIZE_CASES says. They are not part of the project.
 */
const cases =
  process.env['KUSTOMIZE_CASES'] ?? fileURLToPath(new URL('../../../../shared/cases/kustomize/', import.meta.url));
const isPresent = existsSync(join(cases, 'public.txt'));

interface Case {
  readonly root: string;
  readonly tree?: string;
  readonly expectError: boolean;
  readonly expectError581?: boolean | string;
  readonly errorContains?: string;
  readonly options: {
    readonly reorder?: 'none' | 'legacy';
    readonly loadRestrictions?: 'none';
    readonly addManagedbyLabel?: boolean;
  };
}

function names(): string[] {
  if (!isPresent) return [];
  const listed = new Set(readFileSync(join(cases, 'public.txt'), 'utf8').trim().split('\n'));
  return readdirSync(cases).filter((name) => listed.has(name) && statSync(join(cases, name)).isDirectory());
}

function optionsOf({ options }: Case): BuildOptions {
  const { addManagedbyLabel, ...rest } = options;
  return { ...rest, ...(addManagedbyLabel === true ? { addManagedByLabel: true } : {}) };
}

function expectedOf(name: string): JsonValue[] {
  const own = join(cases, name, 'expected-5.8.1.yaml');
  const text = readFileSync(existsSync(own) ? own : join(cases, name, 'expected.yaml'), 'utf8');
  return readYaml(withoutVersion(text)).filter((document) => document !== null);
}

/** A kustomize that was built from source says `(devel)`. */
function withoutVersion(text: string): string {
  return text.replaceAll(/managed-by: kustomize-.*/g, 'managed-by: kustomize');
}

describe('shared cases', () => {
  if (!isPresent) {
    it.skip(`skipped: there are no cases at ${cases}`, () => undefined);
    return;
  }
  const cache = new ParseCache();
  it.each(names())('%s', async (name) => {
    const { root, tree, ...rest } = JSON.parse(readFileSync(join(cases, name, 'case.json'), 'utf8')) as Case;
    const directory = join(cases, tree ?? join(name, 'in'));
    const fails = rest.expectError581 === undefined ? rest.expectError : rest.expectError581 !== false;
    const run = build(await openDirectory(directory), root === '.' ? '' : root, {
      ...optionsOf({ root, ...rest }),
      cache,
    });
    if (!fails) {
      expect(readYaml(withoutVersion((await run).toYaml())).filter((document) => document !== null)).toEqual(
        expectedOf(name),
      );
      return;
    }
    const message = await run.then(
      () => 'the build succeeded',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    expect(message).not.toBe('the build succeeded');
    if (rest.errorContains !== undefined) expect(message).toContain(rest.errorContains);
  });
});
