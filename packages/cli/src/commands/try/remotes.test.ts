import { describe, expect, it } from 'vitest';
import { declaredSources, ownUrls, repositoryName } from './remotes.ts';

describe('repositoryName', () => {
  it.each([
    'https://github.com/acme/infra',
    'https://user:secret@GitHub.com/acme/infra.git',
    'ssh://git@github.com:22/acme/infra.git',
    'git@github.com:acme/infra.git',
    'github.com:acme/infra/',
  ])('reads %s', (url) => {
    expect(repositoryName(url)).toBe('github.com/acme/infra');
  });

  it('tells hosts and paths apart', () => {
    expect(repositoryName('https://github.com/acme/other')).not.toBe(repositoryName('https://github.com/acme/infra'));
    expect(repositoryName('https://gitlab.com/acme/infra')).not.toBe(repositoryName('https://github.com/acme/infra'));
  });
});

describe('ownUrls', () => {
  const source = (url: string, name = 'x') => ({ name, url, branch: undefined });
  const infra = source('https://github.com/acme/infra');
  const lib = source('https://github.com/acme/lib');

  it('takes those of the remotes', () => {
    expect(ownUrls({ all: [infra, lib], belowRoot: [] }, ['git@github.com:acme/infra.git'])).toEqual([infra.url]);
  });

  it("takes that of bootstrap's own source", () => {
    const own = source('ssh://git@github.com/acme/infra', 'flux-system');
    expect(ownUrls({ all: [own, infra, lib], belowRoot: [own, lib] }, [])).toEqual([own.url]);
  });

  it('takes the only one that is used below the root, or anywhere', () => {
    expect(ownUrls({ all: [infra, lib], belowRoot: [lib, lib] }, [])).toEqual([lib.url]);
    expect(ownUrls({ all: [infra, infra], belowRoot: [] }, [])).toEqual([infra.url]);
  });

  it('takes none of several that are not remotes', () => {
    expect(ownUrls({ all: [infra, lib], belowRoot: [infra, lib] }, ['https://c.example/z'])).toEqual([]);
  });
});

describe('declaredSources', () => {
  it('reads name, URL and branch, and passes over files that are not YAML', () => {
    const files = new Map([
      [
        'a.yaml',
        Buffer.from(
          'kind: GitRepository\nmetadata: {name: infra}\nspec: {url: "https://x.example/a", ref: {branch: dev}}\n---\nkind: ConfigMap\n',
        ),
      ],
      ['b.yaml', Buffer.from('kind: GitRepository\n\t{{ broken')],
    ]);
    expect(declaredSources(files)).toEqual([{ name: 'infra', url: 'https://x.example/a', branch: 'dev' }]);
  });
});
