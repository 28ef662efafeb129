import { openMemoryRepository, type MemoryRepository } from '@sluice/git';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The example, seen from this file, from a bundle in the checkout, and beside a bundle elsewhere. */
const exampleFolders = [
  new URL('../../../../../examples/evening/', import.meta.url),
  new URL('../../../../examples/evening/', import.meta.url),
  new URL('./examples/evening/', import.meta.url),
];

/** The URL of the article's GitRepository; the tour's repository stands in for it. */
export const articleUrl = 'https://github.com/acme/infra';

/** Where things stand in the example. */
const files = {
  apps: 'apps/kustomization.yaml',
  job: 'apps/reports/legacy-report.yaml',
  deployment: 'apps/web/base/deployment.yaml',
} as const;

/** A scratch repository in memory with the example in it, as a few commits of one evening. */
export async function openTourRepository(): Promise<MemoryRepository> {
  const example = await readExample();
  const repository = openMemoryRepository({ defaultBranch: 'main' });
  const commits: readonly (readonly [string, (path: string) => boolean])[] = [
    ['infrastructure', (path) => path.startsWith('infrastructure/') || path === 'README.md'],
    ['apps: web, a team, a report', (path) => path.startsWith('apps/')],
    ['clusters: prod follows this repository', (path) => path.startsWith('clusters/')],
  ];
  for (const [message, isPart] of commits) {
    await repository.commit({ message, changes: new Map([...example].filter(([path]) => isPart(path))) });
  }
  return repository;
}

/** Takes the job out of the repository: its file, and the line that names it. */
export async function dropJob(repository: MemoryRepository): Promise<string> {
  const apps = await readText(repository, files.apps);
  const without = apps
    .split('\n')
    .filter((line) => !line.includes('legacy-report'))
    .join('\n');
  return repository.commit({
    message: 'drop the old job',
    changes: new Map([
      [files.job, undefined],
      [files.apps, without],
    ]),
  });
}

/** A typing error that YAML accepts and Kubernetes does not: the letter O in a port. */
export async function breakPort(repository: MemoryRepository): Promise<string> {
  const text = await readText(repository, files.deployment);
  const broken = text.replace('containerPort: 8080', 'containerPort: 808O');
  return repository.commit({ message: 'typo', changes: new Map([[files.deployment, broken]]) });
}

async function readText(repository: MemoryRepository, path: string): Promise<string> {
  const bytes = (await repository.files()).get(path);
  if (bytes === undefined) throw new Error(`${path} is not in the tour's repository`);
  return Buffer.from(bytes).toString('utf8');
}

async function readExample(): Promise<Map<string, Uint8Array>> {
  for (const folder of exampleFolders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) continue;
    const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const root = join(decodeURIComponent(folder.pathname), '/');
    return new Map(
      await Promise.all(
        found.map(async (file) => [file.slice(root.length).replaceAll('\\', '/'), await readFile(file)] as const),
      ),
    );
  }
  throw new Error('the example "evening" is missing from this installation');
}
