import { isJsonObject, type JsonObject } from '@sluice/objects';
import { manifestsOf } from './manifests.ts';

/** A GitRepository as it stands in a file. */
export interface DeclaredSource {
  readonly name: string;
  readonly url: string;
  readonly branch: string | undefined;
}

/** Every GitRepository that the manifests of a tree declare. */
export function declaredSources(files: ReadonlyMap<string, Uint8Array>): DeclaredSource[] {
  return manifestsOf(files).flatMap(sourceOf);
}

function sourceOf(object: JsonObject): DeclaredSource[] {
  const { kind, metadata, spec } = object;
  if (kind !== 'GitRepository' || !isJsonObject(metadata) || !isJsonObject(spec)) return [];
  const { name } = metadata;
  const { url, ref } = spec;
  if (typeof name !== 'string' || typeof url !== 'string') return [];
  const branch = isJsonObject(ref) ? ref['branch'] : undefined;
  return [{ name, url, branch: typeof branch === 'string' ? branch : undefined }];
}

/** Sources as they are declared, in the whole repository and below the root that is tried. */
export interface DeclaredSources {
  readonly all: readonly DeclaredSource[];
  readonly belowRoot: readonly DeclaredSource[];
}

/** What bootstrap calls the source of the cluster's own root. */
const bootstrapName = 'flux-system';

/**
 * The URLs that stand for the tried repository: those of its remotes and that of bootstrap's own source; failing that,
 * the only one that is used below the root, or anywhere. Others are left as they are.
 */
export function ownUrls({ all, belowRoot }: DeclaredSources, remotes: readonly string[]): string[] {
  const names = new Set(remotes.map(repositoryName));
  const ofRemotes = all.filter((source) => names.has(repositoryName(source.url)));
  const ofBootstrap = belowRoot.filter((source) => source.name === bootstrapName);
  const own = urlsOf([...ofRemotes, ...ofBootstrap]);
  if (own.length > 0) return own;
  return [urlsOf(belowRoot), urlsOf(all)].find((urls) => urls.length === 1) ?? [];
}

function urlsOf(sources: readonly DeclaredSource[]): string[] {
  return [...new Set(sources.map((source) => source.url))];
}

/** `host/path` of a repository, whatever the scheme, user, port or spelling: `git@host:a/b.git` is `ssh://git@host/a/b`. */
export function repositoryName(url: string): string {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.+)$/.exec(url);
  const [, host = '', path = ''] = scp ??
    /^[a-z+]+:\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/(.*)$/i.exec(url) ?? [undefined, '', url];
  return `${host.toLowerCase()}/${path.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
