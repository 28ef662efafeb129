import { KubeConfigError, loadKubeConfig, type KubeClient, openKubeClient, type RequestRecord } from '@sluice/kube';
import { createLogger } from './create-logger.ts';
import type { CommonFlagTable } from './common-flags.ts';
import { FlagError, type FlagValues } from './flag.ts';
import { ListenError } from './http-endpoint.ts';
import { LeaderFence } from './leader-fence.ts';
import { LeaseLostError } from './leader-election.ts';
import type { Logger } from './logger.ts';
import type { Leadership } from './manager-flags.ts';
import type { MetricsRegistry } from './metrics.ts';
import { createMetricsRegistry } from './metrics-registry.ts';
import { formatUsage, parseFlags } from './parse-flags.ts';
import { collectProcessMetrics } from './process-metrics.ts';

/** What a controller program gets: everything from outside, connected and configured. */
export interface ProgramEnvironment<Table extends CommonFlagTable> {
  readonly flags: FlagValues<Table>;
  readonly client: KubeClient;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  /** Set with `--enable-leader-election`; goes to `managerOptionsOf`. */
  readonly leadership: Leadership | undefined;
}

export interface Program<Table extends CommonFlagTable> {
  /** `source-controller`. */
  readonly name: string;
  readonly version: string;
  readonly flags: Table;
  /** Runs until the signal aborts. */
  start(environment: ProgramEnvironment<Table>, signal: AbortSignal): Promise<void>;
}

/**
 * The whole life of a controller process: flags, configuration, signals, exit code. 0 after SIGTERM or SIGINT, 1 with
 * one line on standard error when it cannot start, 1 when the lease is lost.
 */
export async function runProgram<Table extends CommonFlagTable>(
  program: Program<Table>,
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    const { help, values } = parseFlags(program.flags, argv);
    if (help) {
      process.stdout.write(formatUsage(program.name, program.flags));
      return;
    }
    await runWith(program, values);
  } catch (error) {
    process.stderr.write(`${program.name}: ${explain(error)}\n`);
    process.exitCode = 1;
  }
  // A run that did not end in time must not keep the process: everything that had to be said is said.
  process.exit();
}

async function runWith<Table extends CommonFlagTable>(
  program: Program<Table>,
  flags: FlagValues<Table>,
): Promise<void> {
  const common = flags as FlagValues<CommonFlagTable>;
  const log = createLogger({ level: common['log-level'], encoding: common['log-encoding'] });
  const metrics = createMetricsRegistry();
  collectProcessMetrics(metrics);
  const connection = await loadKubeConfig({ kubeconfig: common.kubeconfig, allowExec: false });
  const userAgent = `${program.name}/${program.version}`;
  const onRequest = countRequests(metrics);
  const leadership = common['enable-leader-election']
    ? { client: openKubeClient({ connection, userAgent, onRequest }), fence: new LeaderFence() }
    : undefined;
  const client = openKubeClient({
    connection,
    userAgent,
    onRequest,
    ...(leadership === undefined ? {} : { fence: leadership.fence }),
  });
  const stop = new AbortController();
  const forget = onShutdown((name) => {
    log.info('shutting down', { signal: name });
    stop.abort(new Error('shutting down'));
  });
  try {
    log.info('starting', { version: program.version, server: client.server });
    await program.start({ flags, client, log, metrics, leadership }, stop.signal);
  } finally {
    forget();
    client.close();
    leadership?.client.close();
  }
}

function onShutdown(act: (signal: NodeJS.Signals) => void): () => void {
  const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
  for (const signal of signals) process.once(signal, act);
  return () => {
    for (const signal of signals) process.removeListener(signal, act);
  };
}

function countRequests(metrics: MetricsRegistry): (record: RequestRecord) => void {
  const requests = metrics.counter('rest_client_requests_total', 'Requests to the API server by status and method.', [
    'code',
    'method',
  ]);
  return ({ outcome, method }) => {
    requests.increment([typeof outcome === 'number' ? String(outcome) : '<error>', method]);
  };
}

/** One line; an error that nobody foresaw also says where it happened. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen = [FlagError, KubeConfigError, ListenError, LeaseLostError].some((type) => error instanceof type);
  const flagHint = error instanceof FlagError ? ' (see --help)' : '';
  return foreseen ? `${error.message}${flagHint}` : (error.stack ?? error.message);
}
