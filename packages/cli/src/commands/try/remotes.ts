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

/**
 * The URLs that stand for the tried repository: those of its remotes, or the only one that its manifests use. Others
 * are left as they are.
 */
export function ownUrls(sources: readonly DeclaredSource[], remotes: readonly string[]): string[] {
  const urls = [...new Set(sources.map((source) => source.url))];
  const names = new Set(remotes.map(repositoryName));
  const own = urls.filter((url) => names.has(repositoryName(url)));
  return own.length === 0 && urls.length === 1 ? urls : own;
}

/** `host/path` of a repository, whatever the scheme, user, port or spelling: `git@host:a/b.git` is `ssh://git@host/a/b`. */
export function repositoryName(url: string): string {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.+)$/.exec(url);
  const [, host = '', path = ''] = scp ??
    /^[a-z+]+:\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/(.*)$/i.exec(url) ?? [undefined, '', url];
  return `${host.toLowerCase()}/${path.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
