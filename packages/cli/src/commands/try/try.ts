import { openDirectoryRepository, type DirectoryRepository } from '@sluice/git';
import { followBoard, type BoardFollower } from '../../environment/follow-board.ts';
import { openBoardView, type BoardView } from '../../environment/board-view.ts';
import type { Board } from '../../environment/board.ts';
import { openEnvironment, type Environment } from '../../environment/environment.ts';
import { messageLines } from '../../environment/message-lines.ts';
import { readDestination } from '../../environment/notify-to.ts';
import { paint, printable } from '../../terminal/terminal.ts';
import { QuietFailure } from '../../user-error.ts';
import { logOf, type CommandContext } from '../command-context.ts';
import { readAgeKeys } from './age-keys.ts';
import { alertsReport, strayAlerts } from './alerts-report.ts';
import { followDirectory } from './follow-directory.ts';
import { newsFilter } from './news-filter.ts';
import { planTry, type TryPlan } from './plan.ts';
import { makeReport } from './report.ts';
import { applyRoot, requestSources } from './root.ts';
import { settle } from './settle.ts';
import { standInForOthers } from './stand-ins.ts';

export interface TryOptions {
  readonly path?: string;
  /** `NAME=DIR` each. */
  readonly source: readonly string[];
  readonly once: boolean;
  readonly strict: boolean;
  readonly port: number;
  readonly notifyTo?: string;
}

/** `sluice try DIR`. Throws `QuietFailure` (exit code 1) when something is not ready at the end. */
export async function tryDirectory(context: CommandContext, dir: string, options: TryOptions): Promise<void> {
  const repository = await openDirectoryRepository(dir);
  const plan = await planTry(repository, dir, options);
  const ageKeys = await readAgeKeys(process.env);
  const placeholders = new Set<string>();
  const notifyTo = options.notifyTo === undefined ? undefined : readDestination(options.notifyTo, process.env);
  const environment = await openEnvironment({
    ageKeys: ageKeys.files,
    onPlaceholders: (file) => placeholders.add(file),
    notifyTo,
    port: options.port,
    lenientKinds: true,
    repositories: plan.repositories,
    otherUrls: plan.otherUrls,
    signal: context.interrupted,
    ...logOf(context),
  });
  try {
    await runTry(
      context,
      environment,
      repository,
      { ...plan, keysNote: plan.hasEncrypted ? ageKeys.note : '', placeholders },
      options,
    );
  } finally {
    await environment.close();
  }
}

async function runTry(
  context: CommandContext,
  environment: Environment,
  repository: DirectoryRepository,
  plan: RunningPlan,
  options: TryOptions,
): Promise<void> {
  const { terminal } = context;
  const stays = !options.once && terminal.isLive && terminal.isInteractive;
  terminal.err.write(
    `Sluice tries ${plan.dir}   (sandbox API on ${environment.address}, root ${plan.root}, ${describe(repository)})\n${plan.keysNote}\n`,
  );
  const follower = followBoard(environment.client, environment.signal, (error) => environment.fail(error));
  const view = openBoardView(terminal);
  follower.onChange((board) => view.show(board));
  for (const kind of plan.foreignKinds) environment.sandbox.acceptKind(kind);
  if (!options.strict) {
    standInForOthers(environment.client, follower, {
      isBuiltIn: (group, kind) => environment.isBuiltIn(group, kind),
      signal: environment.signal,
      failed: (error) => environment.fail(error),
    });
  }
  await applyRoot(environment, plan, repository.state.branch);
  const board = await settle(follower, view, AbortSignal.any([context.deadline, environment.signal])).catch(
    () => follower.board,
  );
  context.interrupted.throwIfAborted();
  environment.signal.throwIfAborted();
  const alerts = [
    ...alertsReport(environment.recorder.messages),
    ...(await strayAlerts(environment.client, environment.signal)),
  ];
  const found = { board, alerts, placeholders: plan.placeholders };
  const isReady = report(context, environment, follower, found, options);
  if (!stays) {
    if (!isReady) throw new QuietFailure();
    return;
  }
  await stay(context, environment, repository, plan, view);
}

interface RunningPlan extends TryPlan {
  readonly keysNote: string;
  /** Paths of encrypted files that no key fits. */
  readonly placeholders: ReadonlySet<string>;
}

/** What is known at the end. */
interface Findings {
  readonly board: Board;
  readonly alerts: readonly string[];
  readonly placeholders: ReadonlySet<string>;
}

/** Which values are not the real ones. */
function placeholderLine(files: ReadonlySet<string>): string {
  const shown = [...files].toSorted().slice(0, 20).join(', ');
  const more = files.size > 20 ? ` and ${String(files.size - 20)} more` : '';
  return `placeholders, because no key fits, stand for the encrypted values of ${shown}${more}`;
}

function report(
  context: CommandContext,
  environment: Environment,
  follower: BoardFollower,
  { board, alerts, placeholders }: Findings,
  options: TryOptions,
): boolean {
  const { terminal } = context;
  const result = makeReport(board, follower.kustomizations, {
    strict: options.strict,
    placeholders: placeholders.size,
    isBuiltIn: (group, kind) => environment.isBuiltIn(group, kind),
  });
  const write = (line: string) => terminal.err.write(`${line}\n`);
  write('');
  if (result.notRunHere.length > 0)
    write(
      `not run here: ${result.notRunHere.join(', ')} (accepted; what would act on them is no part of this sandbox)`,
    );
  for (const line of result.held) write(`held: ${line}`);
  for (const line of alerts) write(printable(line));
  if (placeholders.size > 0) write(printable(placeholderLine(placeholders)));
  const ready = board.rows.filter((row) => row.state === 'ready').length;
  const verdict = result.isReady ? paint(terminal, 'green', '✔') : paint(terminal, 'red', '✖');
  write(
    `${verdict} ${String(ready)} of ${String(board.rows.length)} ready${result.failed.length === 0 ? '' : `; failed: ${result.failed.join(', ')}`}`,
  );
  return result.isReady;
}

/** Follows edits and commits in the directory until Ctrl-C. */
async function stay(
  context: CommandContext,
  environment: Environment,
  repository: DirectoryRepository,
  plan: TryPlan,
  view: BoardView,
): Promise<void> {
  const { terminal, interrupted } = context;
  terminal.err.write(
    `\nLook around with kubectl:  export KUBECONFIG=${environment.kubeconfig}\nFollowing the directory; Ctrl-C ends it.\n\n`,
  );
  const signal = AbortSignal.any([interrupted, environment.signal]);
  const isNews = newsFilter();
  for (const message of environment.recorder.messages) isNews(message);
  environment.recorder.onMessage((message) => {
    if (isNews(message)) view.say(messageLines(message));
  });
  await followDirectory(repository, plan.dir, signal, async () => {
    view.finish();
    terminal.err.write(`\n${new Date().toLocaleTimeString()}  ${describe(repository)}\n`);
    await requestSources(environment.client, signal);
  });
  environment.signal.throwIfAborted();
}

function describe(repository: DirectoryRepository): string {
  const { oid, branch, uncommitted } = repository.state;
  const changes =
    uncommitted.length === 0
      ? ''
      : ` with ${String(uncommitted.length)} uncommitted file${uncommitted.length === 1 ? '' : 's'}`;
  return `${branch}@sha1:${oid.slice(0, 8)}${changes}`;
}
