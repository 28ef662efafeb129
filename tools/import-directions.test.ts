import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayImport } from '../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const names = Object.keys(mayImport);

/** For each rule: a file that breaks it, and what that file holds. */
const planted: Record<string, [file: string, source: string]> = {
  ...Object.fromEntries(
    names.filter((name) => forbiddenFor(name) !== undefined).map((name) => [`imports-of-${name}`, plantFor(name)]),
  ),
  'package-without-a-rule': ['packages/unlisted/src/plant.ts', "import '@sluice/objects';"],
  'controllers-apart': ['packages/source-controller/src/plant.test.ts', "import '@sluice/kustomize-controller';"],
  'sandbox-for-trying': ['packages/core/src/plant-sandbox.ts', "import '@sluice/sandbox';"],
  'package-by-name': ['packages/kube/src/plant-relative.ts', "import '../../objects/src/inner.ts';"],
  'no-test-in-product': ['packages/net/src/plant-test.ts', "import './some.test.ts';"],
  'no-cycle': ['packages/git/src/circle-a.ts', "import { b } from './circle-b.ts';\nexport const a = () => b;"],
  resolvable: ['packages/git/src/plant-missing.ts', "import './missing.ts';"],
  'client-node-in-kube': ['packages/apply/src/plant-client.ts', "import '@kubernetes/client-node';"],
  'isomorphic-git-in-git': ['packages/artifact/src/plant-git.ts', "import 'isomorphic-git';"],
};

/** What breaks no rule. */
const allowed: Record<string, string> = {
  'packages/kube/src/fine.ts': "import '@sluice/objects';\nimport '@kubernetes/client-node';",
  'packages/kube/src/fine.test.ts': "import '@sluice/objects';\nimport './fine.ts';",
  'packages/cli/src/fine.ts': "import '@sluice/sandbox';\nimport '@sluice/core';",
  'packages/git/src/circle-b.ts': "import { a } from './circle-a.ts';\nexport const b = () => a;",
  'packages/net/src/some.test.ts': '',
  'packages/objects/src/inner.ts': '',
};

const scratch = mkdtempSync(join(tmpdir(), 'import-directions-'));
let violations: { from: string; rule: string }[] = [];

beforeAll(() => {
  cpSync(join(root, '.dependency-cruiser.mjs'), join(scratch, '.dependency-cruiser.mjs'));
  cpSync(join(root, 'tsconfig.base.json'), join(scratch, 'tsconfig.base.json'));
  write('package.json', '{"private":true,"type":"module"}');
  for (const name of [...names, 'unlisted']) writePackage(name);
  for (const name of ['@kubernetes/client-node', 'isomorphic-git']) writeThirdParty(name);
  for (const [file, source] of [...Object.values(planted), ...Object.entries(allowed)]) write(file, source);
  violations = cruise();
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

test.each(Object.entries(planted))('%s sees %s', (rule, [file]) => {
  expect(violations).toContainEqual({ from: file, rule });
});

test.each(Object.keys(allowed).filter((file) => !file.includes('circle')))('%s breaks no rule', (file) => {
  expect(violations.filter(({ from }) => from === file)).toEqual([]);
});

test('every rule has a planted violation', () => {
  const rules = readRuleNames().filter(
    (name) => !name.startsWith('imports-of-') || forbiddenFor(name.slice(11)) !== undefined,
  );
  expect(Object.keys(planted).sort()).toEqual(rules.sort());
});

test.each(names)('packages/%s declares and references only what it may import', (name) => {
  expect(mayImport[name]).toEqual(expect.arrayContaining(declared(name)));
  expect(referenced(name)).toEqual(declared(name));
});

test('every package has a rule', () => {
  expect(
    globSync('packages/*/package.json', { cwd: root })
      .map((file) => file.split(/[/\\]/)[1])
      .sort(),
  ).toEqual([...names].sort());
});

function forbiddenFor(name: string): string | undefined {
  return names.find((other) => other !== name && !mayImport[name]?.includes(other));
}

function plantFor(name: string): [string, string] {
  return [`packages/${name}/src/plant.ts`, `import '@sluice/${forbiddenFor(name)}';`];
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(scratch, file)), { recursive: true });
  writeFileSync(join(scratch, file), text);
}

function writePackage(name: string): void {
  const manifest = {
    name: `@sluice/${name}`,
    type: 'module',
    exports: { '.': { '@sluice/source': './src/index.ts' } },
  };
  write(`packages/${name}/package.json`, JSON.stringify(manifest));
  write(`packages/${name}/src/index.ts`, 'export {};');
  mkdirSync(join(scratch, 'node_modules/@sluice'), { recursive: true });
  symlinkSync(join(scratch, 'packages', name), join(scratch, 'node_modules/@sluice', name), 'junction');
}

function writeThirdParty(name: string): void {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
  write(`node_modules/${name}/index.js`, '');
}

function cruise(): { from: string; rule: string }[] {
  const args = [join(root, 'tools/start.mjs'), 'depcruise', '-c', '.dependency-cruiser.mjs', '-T', 'json', 'packages'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
}

function readRuleNames(): string[] {
  const text = readFileSync(join(root, '.dependency-cruiser.mjs'), 'utf8');
  const fixed = [...text.matchAll(/^ {6}name: '([^']+)'/gm)].map((match) => match[1] ?? '');
  return [...fixed, ...names.map((name) => `imports-of-${name}`)];
}

function declared(name: string): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
    dependencies?: object;
  };
  return Object.keys(manifest.dependencies ?? {})
    .filter((each) => each.startsWith('@sluice/'))
    .map((each) => each.slice(8))
    .sort();
}

function referenced(name: string): string[] {
  const config = JSON.parse(readFileSync(join(root, 'packages', name, 'tsconfig.lib.json'), 'utf8')) as {
    references: { path: string }[];
  };
  return config.references.map(({ path }) => path.split('/')[1] ?? '').sort();
}
