import { createLogger, parseFlags, silentLogger, type Logger } from '@sluice/core';
import type { InsteadOf } from '@sluice/git';
import type { KubeClient } from '@sluice/kube';
import {
  createNotificationController,
  type Deliver,
  type NotificationController,
  notificationFlags,
} from '@sluice/notification-controller';
import { createKustomizeController, kustomizeFlags } from '@sluice/kustomize-controller';
import type { AgeKeyFile } from '@sluice/secrets';
import { createSourceController, sourceFlags } from '@sluice/source-controller';
import { mkdir } from 'node:fs/promises';

export interface ControllerOptions {
  /** A client with this user agent; each controller has its own. */
  readonly openClient: (name: string) => KubeClient;
  /** Directory of the artifacts; made when it is missing. */
  readonly storage: string;
  /** Directory of events that are not delivered yet; made when it is missing. */
  readonly spool: string;
  /** Takes the messages of alerts. */
  readonly deliver: Deliver;
  readonly gitInsteadOf: InsteadOf;
  /** Keys for encrypted files, beside those of Secrets. */
  readonly ageKeys?: readonly AgeKeyFile[] | undefined;
  /** Told of encrypted files whose values are placeholders; such files are errors where it is absent. */
  readonly onPlaceholders?: ((file: string) => void) | undefined;
  /** Takes the lines of the controllers' log; silent when absent. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal: AbortSignal;
  /** Told when a controller ends though nobody asked it to. */
  readonly failed: (error: unknown) => void;
}

const loopback = '127.0.0.1:0';
/** No metrics and probes: nobody asks for them here. */
const quiet = ['--metrics-addr=0', '--health-addr=0'];

/** Running controllers: `ended` resolves when all have stopped. */
export interface RunningControllers {
  readonly ended: Promise<void>;
}

/** Starts the three controllers in this process; resolves once events of the others are taken. */
export async function startControllers(options: ControllerOptions): Promise<RunningControllers> {
  await Promise.all([options.storage, options.spool].map((path) => mkdir(path, { recursive: true, mode: 0o700 })));
  const notification = createNotificationController({
    client: options.openClient('notification-controller'),
    flags: parseFlags(
      notificationFlags,
      [...quiet, `--spool-path=${options.spool}`, `--events-addr=${loopback}`, `--receiverAddr=${loopback}`],
      {},
    ).values,
    log: logger(options),
    deliver: options.deliver,
  });
  const run = async (controller: { start(signal: AbortSignal): Promise<void> }) => {
    try {
      await controller.start(options.signal);
      if (!options.signal.aborted) throw new Error('a controller ended by itself');
    } catch (error) {
      options.failed(error);
    }
  };
  const notifying = run(notification);
  const { events } = await untilListening(notification, options.signal);
  const common = [...quiet, `--events-addr=http://127.0.0.1:${String(events)}/`, '--concurrent=8'];
  const source = createSourceController({
    client: options.openClient('source-controller'),
    flags: parseFlags(sourceFlags, [...common, `--storage-path=${options.storage}`, `--storage-addr=${loopback}`], {})
      .values,
    log: logger(options),
    gitInsteadOf: options.gitInsteadOf,
  });
  const kustomize = createKustomizeController({
    client: options.openClient('kustomize-controller'),
    flags: parseFlags(kustomizeFlags, common, {}).values,
    ageKeys: options.ageKeys,
    onPlaceholders: options.onPlaceholders,
    log: logger(options),
  });
  return { ended: Promise.all([notifying, run(source), run(kustomize)]).then(() => undefined) };
}

/** Rejects when the signal aborts, as it does when the controller cannot start. */
function untilListening(
  controller: NotificationController,
  signal: AbortSignal,
): ReturnType<NotificationController['listening']> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    controller
      .listening()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', abort);
      });
    if (signal.aborted) abort();
  });
}

function logger({ log }: ControllerOptions): Logger {
  return log === undefined ? silentLogger : createLogger({ level: 'debug', write: log });
}
