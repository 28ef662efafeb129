import { createLogger, parseFlags, silentLogger, type Logger } from '@sluice/core';
import type { InsteadOf } from '@sluice/git';
import type { KubeClient } from '@sluice/kube';
import { createKustomizeController, kustomizeFlags } from '@sluice/kustomize-controller';
import type { AgeKeyFile } from '@sluice/secrets';
import { createSourceController, sourceFlags } from '@sluice/source-controller';
import { mkdir } from 'node:fs/promises';

export interface ControllerOptions {
  /** A client with this user agent; each controller has its own. */
  readonly openClient: (name: string) => KubeClient;
  /** Directory of the artifacts; made when it is missing. */
  readonly storage: string;
  readonly gitInsteadOf: InsteadOf;
  /** Keys for encrypted files, beside those of Secrets. */
  readonly ageKeys?: readonly AgeKeyFile[] | undefined;
  /** Takes the lines of the controllers' log; silent when absent. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal: AbortSignal;
  /** Told when a controller ends though nobody asked it to. */
  readonly failed: (error: unknown) => void;
}

const loopback = '127.0.0.1:0';
/** No metrics and probes: nobody asks for them here. */
const quiet = ['--metrics-addr=0', '--health-addr=0'];

/** Running controllers: `ended` resolves when both have stopped. */
export interface RunningControllers {
  readonly ended: Promise<void>;
}

/** Starts source- and kustomize-controller in this process. */
export async function startControllers(options: ControllerOptions): Promise<RunningControllers> {
  await mkdir(options.storage, { recursive: true, mode: 0o700 });
  const source = createSourceController({
    client: options.openClient('source-controller'),
    flags: parseFlags(
      sourceFlags,
      [...quiet, `--storage-path=${options.storage}`, `--storage-addr=${loopback}`, '--concurrent=8'],
      {},
    ).values,
    log: logger(options),
    gitInsteadOf: options.gitInsteadOf,
  });
  const kustomize = createKustomizeController({
    client: options.openClient('kustomize-controller'),
    flags: parseFlags(kustomizeFlags, [...quiet, '--concurrent=8'], {}).values,
    ageKeys: options.ageKeys,
    log: logger(options),
  });
  const run = async (controller: { start(signal: AbortSignal): Promise<void> }) => {
    try {
      await controller.start(options.signal);
      if (!options.signal.aborted) throw new Error('a controller ended by itself');
    } catch (error) {
      options.failed(error);
    }
  };
  return { ended: Promise.all([run(source), run(kustomize)]).then(() => undefined) };
}

function logger({ log }: ControllerOptions): Logger {
  return log === undefined ? silentLogger : createLogger({ level: 'debug', write: log });
}
