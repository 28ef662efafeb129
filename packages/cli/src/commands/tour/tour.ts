import { followBoard } from '../../environment/follow-board.ts';
import { openBoardView } from '../../environment/board-view.ts';
import { openEnvironment } from '../../environment/environment.ts';
import { readDestination } from '../../environment/notify-to.ts';
import { formatSeconds } from '../../terminal/age.ts';
import { pause } from '../../terminal/pause.ts';
import { paint, printable, type Terminal } from '../../terminal/terminal.ts';
import { UserError } from '../../user-error.ts';
import { logOf, type CommandContext } from '../command-context.ts';
import { applyRoot } from '../try/root.ts';
import { settle } from '../try/settle.ts';
import { readKeys } from './keys.ts';
import { articleUrl, openTourRepository } from './repository.ts';
import { steps, type Step } from './steps.ts';
import { stepTimeoutMs, type World } from './world.ts';

/** What somebody needs to read a step before the next one begins. */
const readingMs = 1500;

interface Measurement {
  readonly name: string;
  readonly tookMs: number;
}

export interface TourOptions {
  readonly stay: boolean;
  readonly notifyTo?: string;
}

/** `sluice tour`: each step announced, done by real API calls and commits, checked and timed. */
export async function playTour(context: CommandContext, options: TourOptions): Promise<void> {
  const screen = {
    ...context.terminal,
    err: context.terminal.out,
    isLive: context.terminal.isLive && context.terminal.isInteractive,
  };
  const notifyTo = options.notifyTo === undefined ? undefined : readDestination(options.notifyTo, process.env);
  const repository = await openTourRepository();
  const environment = await openEnvironment({
    port: 0,
    lenientKinds: false,
    repositories: [{ repository, urls: [articleUrl], branches: [] }],
    notifyTo,
    signal: context.interrupted,
    ...logOf(context),
  });
  try {
    const signal = AbortSignal.any([context.deadline, environment.signal]);
    const follower = followBoard(environment.client, environment.signal, (error) => environment.fail(error));
    const world: World = { environment, client: environment.client, repository, follower, signal };
    screen.out.write(
      `Sluice tour - a cluster that follows git            (sandbox API on ${environment.address}, ${notifyTo === undefined ? 'nothing' : 'only alerts'} leave${notifyTo === undefined ? 's' : ''} this machine)\n\n`,
    );
    const measured = [await converge(screen, world)];
    for (const [index, step] of steps.entries()) {
      if (screen.isLive) await pause(readingMs, signal);
      measured.push(await play(screen, step, `${String(index + 2)}  `, world));
    }
    screen.out.write(`\n${formatMeasurements(measured)}`);
    screen.out.write(
      '\nTry it on your own repository:   npx sluice try PATH            (no cluster, nothing is written to it)\n',
    );
    if (options.stay && screen.isLive) await stay(screen, context, world);
  } finally {
    await environment.close();
  }
}

/** Step 1: everything Ready. */
async function converge(screen: Terminal, world: World): Promise<Measurement> {
  screen.out.write(`${paint(screen, 'bold', '1  git -> cluster')}\n`);
  const view = openBoardView(screen);
  world.follower.onChange((board) => view.show(board));
  const begun = performance.now();
  await applyRoot(world.environment, { root: 'clusters/prod', isPlain: false }, 'main');
  const board = await settle(
    world.follower,
    view,
    AbortSignal.any([world.signal, AbortSignal.timeout(stepTimeoutMs)]),
    (each) => each.rows.some((row) => row.name === 'Kustomization/apps'),
  ).catch((error: unknown) => {
    world.signal.throwIfAborted();
    const late = world.follower.board.rows
      .filter((row) => row.state !== 'ready')
      .map((row) => `${row.name} (${row.message})`);
    throw new UserError(`not ready within ${String(stepTimeoutMs / 1000)} s: ${late.join(', ')}`, { cause: error });
  });
  const tookMs = board.settledAt - begun;
  view.close();
  const bad = board.rows.find((row) => row.state !== 'ready');
  if (bad !== undefined) throw new UserError(`${bad.name}: ${bad.message}`);
  return { name: 'git -> all Ready', tookMs };
}

async function play(screen: Terminal, step: Step, number: string, world: World): Promise<Measurement> {
  screen.out.write(`${paint(screen, 'bold', `${number}${step.title}`)}\n`);
  const { done, lines, tookMs } = await step.run(world);
  if (done !== undefined) screen.out.write(`   ${paint(screen, 'yellow', '!')} ${done}\n`);
  const isRefusal = step.measures === 'broken commit refused';
  const symbol = isRefusal ? paint(screen, 'red', '✖') : paint(screen, 'green', '✔');
  const [first = '', ...rest] = lines.flatMap((line) => printable(line).split('\n'));
  screen.out.write(
    `   ${symbol} ${first}   ${formatSeconds(tookMs)}\n${rest.map((line) => `     ${line}\n`).join('')}`,
  );
  return { name: step.measures, tookMs };
}

function formatMeasurements(measured: readonly Measurement[]): string {
  const rows = measured.map(({ name, tookMs }) => `   ${name.padEnd(26)}${formatSeconds(tookMs)}`);
  return ['   step                      took', ...rows, ''].join('\n');
}

/** In a terminal the cluster stays, and keys repeat the steps. */
async function stay(screen: Terminal, context: CommandContext, world: World): Promise<void> {
  screen.out.write(
    `Look around with kubectl:        export KUBECONFIG=${world.environment.kubeconfig}\n[s] scale  [d] delete  [b] break  [r] revert  [q] quit\n`,
  );
  for await (const key of readKeys(context.interrupted)) {
    if (key === 'q') return;
    const step = steps.find((each) => each.key === key);
    if (step === undefined) continue;
    // a step that fails here says so and leaves the cluster to the user
    await play(screen, step, '', {
      ...world,
      signal: AbortSignal.any([context.interrupted, world.environment.signal]),
    }).catch((error: unknown) => {
      context.interrupted.throwIfAborted();
      screen.out.write(`   ${paint(screen, 'red', '✖')} ${error instanceof Error ? error.message : String(error)}\n`);
    });
  }
}
