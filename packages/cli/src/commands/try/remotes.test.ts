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
  const source = (url: string) => ({ name: 'x', url, branch: undefined });

  it('takes those of the remotes', () => {
    const sources = [source('https://github.com/acme/infra'), source('https://github.com/acme/lib')];
    expect(ownUrls(sources, ['git@github.com:acme/infra.git'])).toEqual(['https://github.com/acme/infra']);
  });

  it('takes the only one there is', () => {
    expect(ownUrls([source('https://github.com/acme/infra'), source('https://github.com/acme/infra')], [])).toEqual([
      'https://github.com/acme/infra',
    ]);
  });

  it('takes none of several that are not remotes', () => {
    expect(ownUrls([source('https://a.example/x'), source('https://b.example/y')], ['https://c.example/z'])).toEqual(
      [],
    );
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
