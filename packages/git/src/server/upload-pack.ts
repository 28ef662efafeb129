import { parseCommit } from '../object/commit.ts';
import type { GitObject } from '../object/git-object.ts';
import { isObjectId } from '../object/object-id.ts';
import { parseTagTarget } from '../object/tag.ts';
import { parseTree } from '../object/tree.ts';
import { writePack } from '../pack/write-pack.ts';
import type { Repository } from '../repository/repository.ts';
import { encodePacket, flushPacket, lineOf, readPackets } from '../wire/pkt-line.ts';

const zeroId = '0'.repeat(40);
const capabilities =
  'side-band-64k ofs-delta shallow no-progress allow-tip-sha1-in-want allow-reachable-sha1-in-want agent=sluice';

/** The list of references in protocol 0, with the mark of smart HTTP in front. */
export async function advertise(repository: Repository): Promise<Buffer> {
  const { head, refs } = await repository.refs();
  const headOid = refs.find(({ name }) => name === head)?.oid;
  const symref = head === undefined || headOid === undefined ? '' : ` symref=HEAD:${head}`;
  const lines = [
    ...(headOid === undefined ? [] : [`${headOid} HEAD`]),
    ...refs.flatMap(({ name, oid, peeled }) => [
      `${oid} ${name}`,
      ...(peeled === undefined ? [] : [`${peeled} ${name}^{}`]),
    ]),
  ];
  if (lines.length === 0) lines.push(`${zeroId} capabilities^{}`);
  const packets = lines.map((line, index) =>
    encodePacket(index === 0 ? `${line}\0${capabilities}${symref}\n` : `${line}\n`),
  );
  return Buffer.concat([encodePacket('# service=git-upload-pack\n'), flushPacket, ...packets, flushPacket]);
}

/** What a client asks for in one request. */
export interface UploadRequest {
  readonly wants: readonly string[];
  readonly haves: readonly string[];
  /** Commits whose parents the client does not have. */
  readonly shallow: readonly string[];
  readonly depth: number | undefined;
  readonly isDone: boolean;
}

/** Reads the body of a fetch in protocol 0. Throws when it is none. */
export async function readUploadRequest(body: AsyncIterable<Uint8Array>): Promise<UploadRequest> {
  const draft: UploadDraft = { wants: [], haves: [], shallow: [], depth: undefined, isDone: false };
  for await (const packet of readPackets(body)) {
    const line = lineOf(packet);
    if (line !== undefined) readCommand(line, draft);
  }
  return draft;
}

interface UploadDraft {
  readonly wants: string[];
  readonly haves: string[];
  readonly shallow: string[];
  depth: number | undefined;
  isDone: boolean;
}

function readCommand(line: string, draft: UploadDraft): void {
  const [command = '', argument = ''] = line.split(' ');
  if (command === 'done') draft.isDone = true;
  else if (command === 'deepen') draft.depth = Number.parseInt(argument, 10) || undefined;
  else if (command === 'want' && isObjectId(argument)) draft.wants.push(argument);
  else if (command === 'have' && isObjectId(argument)) draft.haves.push(argument);
  else if (command === 'shallow' && isObjectId(argument)) draft.shallow.push(argument);
  else throw new Error(`the command ${JSON.stringify(command.slice(0, 20))} is not known`);
}

const bandBytes = 65_515;

/** The answer to a fetch: shallow lines where a depth was asked for, what both have, and the pack. */
export async function* upload(repository: Repository, request: UploadRequest): AsyncGenerator<Buffer, void, undefined> {
  const missing = await firstMissing(repository, request.wants);
  if (missing !== undefined) {
    yield encodePacket(`ERR upload-pack: not our ref ${missing}`);
    return;
  }
  const selection = await select(repository, request);
  if (request.depth !== undefined) {
    const shallow = selection.shallow.map((oid) => encodePacket(`shallow ${oid}`));
    const unshallow = selection.unshallow.map((oid) => encodePacket(`unshallow ${oid}`));
    yield Buffer.concat([...shallow, ...unshallow, flushPacket]);
  }
  // A client that only deepens asks first for the shallow lines, and takes anything after them for the next answer.
  if (!request.isDone) {
    if (request.haves.length > 0) yield encodePacket('NAK\n');
    return;
  }
  yield encodePacket(selection.common === undefined ? 'NAK\n' : `ACK ${selection.common}\n`);
  for await (const part of writePack(selection.oids.size, objectsOf(repository, selection.oids))) {
    for (let start = 0; start < part.length; start += bandBytes) {
      yield encodePacket(Buffer.concat([Buffer.from([1]), part.subarray(start, start + bandBytes)]));
    }
  }
  yield flushPacket;
}

async function firstMissing(repository: Repository, wants: readonly string[]): Promise<string | undefined> {
  for (const oid of wants) if ((await repository.readObject(oid)) === undefined) return oid;
  return undefined;
}

/** Reads some objects ahead of the one that is sent. */
async function* objectsOf(repository: Repository, oids: Iterable<string>): AsyncGenerator<GitObject, void, undefined> {
  const ahead: Promise<GitObject>[] = [];
  for (const oid of oids) {
    const reading = readPresent(repository, oid);
    // Its turn comes later; until then a failure is nobody's.
    reading.catch(() => undefined);
    ahead.push(reading);
    const next = ahead.length > readAhead ? ahead.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const next of ahead) yield await next;
}

const readAhead = 16;

async function readPresent(repository: Repository, oid: string): Promise<GitObject> {
  const object = await repository.readObject(oid);
  if (object === undefined) throw new Error(`the object ${oid} is no longer in the repository`);
  return object;
}

interface Selection {
  readonly oids: ReadonlySet<string>;
  /** Commits that are sent without their parents. */
  readonly shallow: readonly string[];
  /** Commits of the client's whose parents are sent now. */
  readonly unshallow: readonly string[];
  /** The first commit that the client said to have. */
  readonly common: string | undefined;
}

/** The objects to send: commits down to the depth, or to what the client has, with everything in their trees. */
async function select(repository: Repository, request: UploadRequest): Promise<Selection> {
  const draft: SelectionDraft = { seen: new Set(), oids: new Set(), shallow: [], unshallow: [] };
  let level: readonly string[] = request.wants;
  for (let depth = 1; level.length > 0; depth++) {
    const below: string[] = [];
    for (const oid of level) {
      below.push(...(await selectOne(repository, { ...request, isLast: depth === request.depth }, oid, draft)));
    }
    level = below;
  }
  return { ...draft, common: await firstPresent(repository, request.haves) };
}

interface SelectionDraft {
  readonly seen: Set<string>;
  readonly oids: Set<string>;
  readonly shallow: string[];
  readonly unshallow: string[];
}

/** Takes one object into the selection; gives what comes after it. */
async function selectOne(
  repository: Repository,
  request: UploadRequest & { readonly isLast: boolean },
  oid: string,
  draft: SelectionDraft,
): Promise<readonly string[]> {
  if (draft.seen.has(oid)) return [];
  draft.seen.add(oid);
  const known = whatClientKnows(request, oid);
  const object = known === 'everything' ? undefined : await repository.readObject(oid);
  // Nothing there: a shallow repository of a user's has no parents beyond its own end.
  if (object === undefined) return [];
  if (known === 'nothing') draft.oids.add(oid);
  if (object.type === 'tag') return selectOne(repository, request, parseTagTarget(oid, object.data).oid, draft);
  if (object.type !== 'commit') return [];
  const { tree, parents } = parseCommit(oid, object.data);
  if (known === 'nothing') await addTree(repository, tree, draft.oids);
  if (request.isLast || (await firstMissing(repository, parents)) !== undefined) {
    if (parents.length > 0) draft.shallow.push(oid);
    return [];
  }
  if (request.shallow.includes(oid)) draft.unshallow.push(oid);
  return parents;
}

/** A commit that the client has: with its history, or where it asks for more depth only itself. */
function whatClientKnows({ haves, shallow, depth }: UploadRequest, oid: string): 'nothing' | 'itself' | 'everything' {
  if (!haves.includes(oid) && !shallow.includes(oid)) return 'nothing';
  return depth === undefined ? 'everything' : 'itself';
}

async function firstPresent(repository: Repository, haves: readonly string[]): Promise<string | undefined> {
  for (const oid of haves) if ((await repository.readObject(oid)) !== undefined) return oid;
  return undefined;
}

async function addTree(repository: Repository, oid: string, oids: Set<string>): Promise<void> {
  if (oids.has(oid)) return;
  const tree = await repository.readObject(oid);
  if (tree === undefined) throw new Error(`the tree ${oid} is not in the repository`);
  oids.add(oid);
  for (const entry of parseTree(tree.data, '', 'lenient')) {
    if (entry.kind === 'directory') await addTree(repository, entry.oid, oids);
    else if (entry.kind !== 'submodule') oids.add(entry.oid);
  }
}
