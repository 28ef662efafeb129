import fs from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';

import { listBranches, listRemotes, listTags, readObject, resolveRef } from 'isomorphic-git';

import type { GitObject } from '../object/git-object.ts';
import { hashObject, isObjectId } from '../object/object-id.ts';
import { parseTagTarget } from '../object/tag.ts';
import { readLooseObject } from './loose-object.ts';
import { PackedObjects } from './packed-objects.ts';
import type { Ref } from './repository.ts';

/** A user's `.git`, read and never written. */
export interface UserRepository {
  /** The branch that is checked out (`main`); `undefined` for a detached HEAD. */
  branch(): Promise<string | undefined>;
  /** The commit that is checked out; `undefined` in a repository without commits. Looks at the disk afresh. */
  head(): Promise<string | undefined>;
  /** Branches and tags; a branch that only the first remote has counts as one. */
  refs(): Promise<readonly Ref[]>;
  /** URLs, `origin` first, without credentials. */
  remotes(): Promise<readonly string[]>;
  readObject(oid: string): Promise<GitObject | undefined>;
}

/** Opens the repository whose top is `dir`; `undefined` where there is none. Linked worktrees are understood. */
export async function openUserRepository(dir: string): Promise<UserRepository | undefined> {
  const gitdir = await findGitDirectory(dir);
  if (gitdir === undefined) return undefined;
  const common = await commonDirectory(gitdir);
  return new OnDisk(gitdir, common);
}

async function findGitDirectory(dir: string): Promise<string | undefined> {
  const path = join(dir, '.git');
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isDirectory()) return path;
  const target = /^gitdir: (.+)$/m.exec(await readFile(path, 'utf8'))?.[1];
  return target === undefined ? undefined : resolve(dir, target.trim());
}

/** A linked worktree has a HEAD of its own, and the rest elsewhere. */
async function commonDirectory(gitdir: string): Promise<string> {
  const text = await readFile(join(gitdir, 'commondir'), 'utf8').catch(() => '.');
  const path = text.trim();
  return isAbsolute(path) ? path : resolve(gitdir, path);
}

class OnDisk implements UserRepository {
  readonly #gitdir: string;
  readonly #common: string;
  /** isomorphic-git keeps the indexes of packs here. */
  readonly #cache = {};
  readonly #packed: PackedObjects;

  constructor(gitdir: string, common: string) {
    this.#gitdir = gitdir;
    this.#common = common;
    this.#packed = new PackedObjects(common);
  }

  async branch(): Promise<string | undefined> {
    return /^ref: refs\/heads\/(.+)$/m.exec(await this.#headText())?.[1];
  }

  async head(): Promise<string | undefined> {
    await this.#packed.refresh();
    const text = await this.#headText();
    if (isObjectId(text)) return text;
    const ref = /^ref: (.+)$/.exec(text)?.[1];
    return ref === undefined ? undefined : this.#resolve(ref);
  }

  async #headText(): Promise<string> {
    return (await readFile(join(this.#gitdir, 'HEAD'), 'utf8')).trim();
  }

  async refs(): Promise<readonly Ref[]> {
    const location = { fs, gitdir: this.#common };
    const branches = new Map(
      (await listBranches(location)).map((name) => [`refs/heads/${name}`, `refs/heads/${name}`]),
    );
    for (const name of await listBranches({ ...location, remote: 'origin' })) {
      if (name !== 'HEAD' && !branches.has(`refs/heads/${name}`))
        branches.set(`refs/heads/${name}`, `refs/remotes/origin/${name}`);
    }
    const tags = (await listTags(location)).map((name) => [`refs/tags/${name}`, `refs/tags/${name}`] as const);
    const refs = await Promise.all([...branches, ...tags].map(([name, source]) => this.#ref(name, source)));
    return refs.filter((ref) => ref !== undefined);
  }

  async #ref(name: string, source: string): Promise<Ref | undefined> {
    const oid = await this.#resolve(source);
    const object = oid === undefined ? undefined : await this.readObject(oid);
    if (oid === undefined || object === undefined) return undefined;
    return object.type === 'tag' ? { name, oid, peeled: parseTagTarget(oid, object.data).oid } : { name, oid };
  }

  async #resolve(ref: string): Promise<string | undefined> {
    return resolveRef({ fs, gitdir: this.#common, ref }).catch(() => undefined);
  }

  async remotes(): Promise<readonly string[]> {
    const remotes = await listRemotes({ fs, gitdir: this.#common });
    const sorted = remotes.sort((a, b) => Number(b.remote === 'origin') - Number(a.remote === 'origin'));
    return sorted.map(({ url }) => url.replace(/^(\w+:\/\/)[^/@]*@/, '$1'));
  }

  async readObject(oid: string): Promise<GitObject | undefined> {
    const object =
      (await this.#packed.read(oid)) ?? (await readLooseObject(this.#common, oid)) ?? (await this.#readOtherwise(oid));
    if (object !== undefined && hashObject(object.type, object.data) !== oid) {
      throw new Error(`the object ${oid} of the repository is damaged: run git fsck`);
    }
    return object;
  }

  /** What is stored in ways that only isomorphic-git knows here: large packs, older indexes. */
  async #readOtherwise(oid: string): Promise<GitObject | undefined> {
    const request = { fs, gitdir: this.#common, oid, format: 'content', cache: this.#cache } as const;
    // oxlint-disable-next-line typescript/no-deprecated -- The others ask for a type, which is not known here.
    const result = await readObject(request).catch(() => undefined);
    if (result === undefined || !(result.object instanceof Uint8Array) || result.type === undefined) return undefined;
    return { type: result.type as GitObject['type'], data: result.object };
  }
}
