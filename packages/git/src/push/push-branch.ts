import { GitError, type GitErrorCode } from '../errors.ts';
import type { GitObject } from '../object/git-object.ts';
import { writePack } from '../pack/write-pack.ts';
import { openTransport } from '../remote/open-transport.ts';
import { openRemote } from '../remote/remote.ts';
import { type Patience, patienceOf, type TransportOptions } from '../remote/transport.ts';
import { type Advertisement, readAdvertisement } from '../wire/advertisement.ts';
import { type PushReport, readPushReport } from '../wire/push-report.ts';
import { encodePushCommands, type RefUpdate } from '../wire/push-request.ts';

export interface PushRequest {
  readonly update: RefUpdate;
  /** Every object of the new commit that the remote does not have. */
  readonly objects: readonly GitObject[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Moves one branch of a remote repository forward. Resolves when the remote has the commit, also when the answer that
 * said so was lost. Throws `GitError`: `Conflict` when the branch is elsewhere by now, `PushRefused` with the server's
 * reason (a protected branch, a hook), `Unreachable` when it is not known whether the commit arrived, and what fetching
 * throws.
 */
export async function pushBranch(
  remote: TransportOptions,
  { update, objects, timeoutMs, signal }: PushRequest,
): Promise<void> {
  const patience = patienceOf(timeoutMs, signal);
  const transport = openTransport(remote, 'git-receive-pack');
  const advertisement = await transport.advertise(patience, (packets) => readAdvertisement(packets, remote.limits));
  if (positionIn(advertisement, update.name) !== update.from) throw conflict(update);
  const body = await bodyOf(update, objects, advertisement);
  const hasBands = advertisement.capabilities.includes('side-band-64k');
  const report = await transport
    .ask({ body, maxBytes: maxAnswerBytes }, patience, (packets) => readPushReport(packets, hasBands))
    .catch((error: unknown) => afterLostAnswer(remote, update, error, patienceOf(timeoutMs, signal)));
  if (report !== undefined) await judge(remote, update, report, patienceOf(timeoutMs, signal));
}

const maxAnswerBytes = 4 * 1024 * 1024;

async function bodyOf(
  update: RefUpdate,
  objects: readonly GitObject[],
  { capabilities }: Advertisement,
): Promise<Buffer> {
  if (!capabilities.includes('report-status'))
    throw new GitError('UnexpectedContent', 'the server does not report what became of a push, which is needed');
  const parts = [encodePushCommands([update], capabilities)];
  for await (const part of writePack(objects.length, objects)) parts.push(part);
  return Buffer.concat(parts);
}

function positionIn(advertisement: Advertisement, name: string): string | undefined {
  return advertisement.version === 2 ? undefined : advertisement.refs.refs.get(name)?.oid;
}

const lostAnswers: ReadonlySet<GitErrorCode> = new Set(['Unreachable', 'UnexpectedContent']);

/** Whether a push arrived is asked of the remote itself: a lost answer says nothing. */
async function afterLostAnswer(
  remote: TransportOptions,
  update: RefUpdate,
  error: unknown,
  patience: Patience,
): Promise<undefined> {
  if (!(error instanceof GitError) || !lostAnswers.has(error.code)) throw error;
  const there = await whereIs(remote, update.name, patience).catch(() => {
    throw new GitError(
      'Unreachable',
      `the connection was lost while pushing, and whether the commit ${update.to} arrived is not known: ${error.message}`,
      { cause: error },
    );
  });
  if (there === update.to) return undefined;
  throw there === update.from ? error : conflict(update);
}

/** A server refuses a branch that has just moved in many words; where the branch is tells it apart from other refusals. */
async function judge(
  remote: TransportOptions,
  update: RefUpdate,
  report: PushReport,
  patience: Patience,
): Promise<void> {
  if (report.unpackError === undefined && report.moved.has(update.name)) return;
  const there = await whereIs(remote, update.name, patience);
  if (there === update.to) return;
  if (there !== update.from) throw conflict(update);
  throw refused(update, report);
}

async function whereIs(remote: TransportOptions, name: string, patience: Patience): Promise<string | undefined> {
  const { refs } = await (await openRemote(remote, patience)).listRefs([name], patience);
  return refs.get(name)?.oid;
}

function conflict({ name }: RefUpdate): GitError {
  return new GitError('Conflict', `the branch "${branchOf(name)}" got other commits in the meantime`);
}

function refused({ name }: RefUpdate, report: PushReport): GitError {
  const reason = report.unpackError ?? report.refused.get(name) ?? 'no reason given';
  const said = report.remarks.length === 0 ? '' : `; the server says: ${report.remarks.join(' | ').slice(0, 600)}`;
  return new GitError('PushRefused', `the server refused the push to "${branchOf(name)}": ${reason}${said}`);
}

function branchOf(name: string): string {
  return name.replace(/^refs\/heads\//, '');
}
