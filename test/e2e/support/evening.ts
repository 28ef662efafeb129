import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MemoryRepository, openMemoryRepository } from '@sluice/git';
import { writeYaml } from '@sluice/objects';

const folder = fileURLToPath(new URL('../../../examples/evening/', import.meta.url));

/** The URL that the example's GitRepository has. */
export const eveningUrl = 'https://github.com/acme/infra';

/** The example as a repository of one commit. */
export async function openEvening(): Promise<MemoryRepository> {
  const repository = openMemoryRepository({ defaultBranch: 'main' });
  const files = new Map(readEvening());
  await repository.commit({ files, message: 'evening' });
  return repository;
}

function readEvening(): [string, string][] {
  const found = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
  });
}

/** One file of the newest commit, changed. */
export async function edit(
  repository: MemoryRepository,
  path: string,
  change: (text: string) => string,
): Promise<string> {
  const bytes = (await repository.files()).get(path);
  if (bytes === undefined) throw new Error(`${path} is not in the repository`);
  const text = Buffer.from(bytes).toString('utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${path} would stay as it is`);
  return repository.commit({ changes: new Map([[path, changed]]), message: `edit ${path}` });
}

/** What bootstrap applies for it: namespace, repository and the Kustomization of its root. */
export function eveningRoot(): string {
  const metadata = { name: 'flux-system', namespace: 'flux-system' };
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: { interval: '1h', url: eveningUrl, ref: { branch: 'main' } },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '1h',
        path: './clusters/prod',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      },
    },
  ];
  return items.map((item) => writeYaml(item)).join('---\n');
}
