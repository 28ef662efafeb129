import { GitError } from '../errors.ts';
import type { GitLimits } from '../limits.ts';
import { isObjectId } from '../object/object-id.ts';
import type { Ref } from '../repository/repository.ts';
import { lineOf, type Packet } from './pkt-line.ts';

/** What a server says first: with protocol 2 only what it can do, with older ones all its references too. */
export type Advertisement =
  | { readonly version: 2; readonly capabilities: readonly string[] }
  | { readonly version: 0; readonly capabilities: readonly string[]; readonly refs: RemoteRefs };

/** References that a server listed. */
export interface RemoteRefs {
  /** The branch that `HEAD` names (`refs/heads/main`), when the server says. */
  readonly head: string | undefined;
  readonly refs: ReadonlyMap<string, Ref>;
}

/** Reads what a service says first, to the flush packet that ends it. HTTP puts a section with the service's name before it. */
export async function readAdvertisement(packets: AsyncIterable<Packet>, limits: GitLimits): Promise<Advertisement> {
  const iterator = packets[Symbol.asyncIterator]();
  let lines = sectionOf(iterator, limits);
  let first = await lines.next();
  const isMarked = first.done !== true && first.value.startsWith('# service=');
  if (isMarked) {
    await collect(lines);
    lines = sectionOf(iterator, limits);
    first = await lines.next();
  }
  // An older server has nothing to say of an empty repository, but the mark of HTTP and the end of the list.
  if (first.done === true && (isMarked || first.value === 'flush'))
    return { version: 0, capabilities: [], refs: { head: undefined, refs: new Map() } };
  if (first.done === true)
    throw new GitError('UnexpectedContent', `the server's answer to the request for its references is empty`);
  if (first.value === 'version 2') return { version: 2, capabilities: await collect(lines) };
  if (first.value === 'version 1') first = await lines.next();
  return readOldAdvertisement(first.done === true ? '' : first.value, await collect(lines));
}

/** The lines before the next flush packet; what is behind it is left. Says at the end whether there was one. */
async function* sectionOf(
  packets: AsyncIterator<Packet>,
  limits: GitLimits,
): AsyncGenerator<string, 'flush' | 'end', undefined> {
  let count = 0;
  for (let next = await packets.next(); next.done !== true; next = await packets.next()) {
    if (next.value.kind === 'flush') return 'flush';
    const line = lineOf(next.value);
    if (line === undefined) continue;
    count += 1;
    if (count > 2 * limits.refs) throw tooManyRefs(limits);
    if (line.startsWith('ERR ')) throw serverError(line.slice(4));
    yield line;
  }
  return 'end';
}

function readOldAdvertisement(first: string, rest: readonly string[]): Advertisement {
  const [line = '', capabilityText = ''] = first.split('\0', 2);
  const capabilities = capabilityText.split(' ').filter((text) => text !== '');
  const list = new RefListBuilder();
  for (const text of [line, ...rest]) {
    if (text.startsWith('shallow ') || text === '' || text.endsWith(' capabilities^{}')) continue;
    const space = text.indexOf(' ');
    list.add(text.slice(space + 1), text.slice(0, space));
  }
  const head = capabilities.find((text) => text.startsWith('symref=HEAD:'))?.slice('symref=HEAD:'.length);
  return { version: 0, capabilities, refs: { head, refs: list.refs } };
}

/** Reads the answer to protocol 2's `ls-refs`: `<oid> <name> [symref-target:<name>] [peeled:<oid>]`. */
export async function readLsRefs(packets: AsyncIterable<Packet>, limits: GitLimits): Promise<RemoteRefs> {
  const list = new RefListBuilder();
  let head: string | undefined;
  for await (const line of sectionOf(packets[Symbol.asyncIterator](), limits)) {
    const [oid = '', name = '', ...attributes] = line.split(' ');
    if (name === 'HEAD') head = attributeOf(attributes, 'symref-target:') ?? head;
    if (oid === 'unborn') continue;
    list.add(name, oid);
    const peeled = attributeOf(attributes, 'peeled:');
    if (peeled !== undefined) list.add(`${name}^{}`, peeled);
  }
  return { head, refs: list.refs };
}

function attributeOf(attributes: readonly string[], prefix: string): string | undefined {
  return attributes.find((text) => text.startsWith(prefix))?.slice(prefix.length);
}

/** Collects references; a line `<name>^{}` is what the tag before it points at. */
class RefListBuilder {
  readonly refs = new Map<string, Ref>();

  add(name: string, oid: string): void {
    if (!isObjectId(oid))
      throw new GitError('UnexpectedContent', `the server's list of references has a line that is none`);
    if (!name.endsWith('^{}')) {
      this.refs.set(name, { name, oid });
      return;
    }
    const tag = this.refs.get(name.slice(0, -3));
    if (tag !== undefined) this.refs.set(tag.name, { ...tag, peeled: oid });
  }
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

function tooManyRefs(limits: GitLimits): GitError {
  return new GitError(
    'LimitExceeded',
    `refused: the repository has more references than the limit of ${String(limits.refs)}`,
  );
}

/** An error that the server put in words: cut, on one line. */
export function serverError(text: string): GitError {
  const said = text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
  const missing = /not our ref|not found|does not exist/i.test(said);
  return new GitError(missing ? 'ReferenceNotFound' : 'Unreachable', `the server refused: ${said}`);
}
