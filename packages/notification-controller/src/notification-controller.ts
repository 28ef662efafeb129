import { stat } from 'node:fs/promises';
import { Alert, Provider, Receiver } from '@sluice/api';
import {
  addressPolicyOf,
  type Clock,
  createManager,
  FlagError,
  keyOf,
  type Leadership,
  type Logger,
  type Manager,
  managerOptionsOf,
  type MetricsRegistry,
  parseFeatureGates,
  systemClock,
  timedSuspensions,
  type WakeSource,
  wakeOn,
} from '@sluice/core';
import type { KubeClient, WatchCache } from '@sluice/kube';
import type { KubeObject, ObjectMeta } from '@sluice/objects';
import { alertRuleOf } from './alert/alert-rule.ts';
import { Dispatcher, type DispatcherOptions, readProvider } from './delivery/dispatcher.ts';
import type { Deliver } from './delivery/outgoing.ts';
import { eventHandler } from './event/event-handler.ts';
import { RateLimiter } from './event/rate-limiter.ts';
import { notificationFeatureGates, type NotificationFlags } from './flags.ts';
import { addGates, type Gates } from './gate/add-gates.ts';
import { gatePrefix } from './gate/gate-path.ts';
import { maxPayloadBytes } from './gate/payload.ts';
import { maxBodyBytes, serve, type WebHandler } from './http/serve.ts';
import { receiverHandler } from './receiver/receiver-handler.ts';
import { receiverKind } from './receiver/reconciler.ts';
import { notificationRights } from './rights.ts';
import type { JournalFiles } from './spool/journal.ts';
import { Spool } from './spool/spool.ts';

/** What a notification-controller is made of. */
export interface NotificationControllerOptions {
  readonly client: KubeClient;
  /** As `parseFlags(notificationFlags, …)` gives them. */
  readonly flags: NotificationFlags;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly metrics?: MetricsRegistry;
  readonly leadership?: Leadership | undefined;
  /** Where the journal's bytes go; the disk where absent. */
  readonly journalFiles?: JournalFiles;
  /** Takes messages instead of the services that they are for: on a machine where alerts are tried. */
  readonly deliver?: Deliver | undefined;
}

/** A notification-controller that can be started once. */
export interface NotificationController {
  /** Resolves with the ports that are served, once both are. */
  listening(): Promise<{ readonly events: number; readonly receiver: number }>;
  /** Runs until the signal aborts; rejects when a part cannot run. */
  start(signal: AbortSignal): Promise<void>;
}

/** Makes a notification-controller. Throws `FlagError` for flags that contradict each other. */
export function createNotificationController(options: NotificationControllerOptions): NotificationController {
  const { client, flags, log, clock = systemClock } = options;
  const featureGates = parseFeatureGates(notificationFeatureGates, flags['feature-gates']);
  const { eventsAddress: _, ...common } = managerOptionsOf(flags, { leadership: options.leadership });
  const manager = createManager({
    ...common,
    name: 'notification-controller',
    rights: notificationRights,
    client,
    log,
    clock,
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
  });
  const receivers = manager.cache(Receiver.type);
  const configSources = (users: WatchCache): readonly WakeSource[] =>
    featureGates['DisableConfigWatchers'] === true
      ? []
      : [wakeOnSecret(manager, users, flags['watch-configs-label-selector'])];
  manager.addController({
    kind: receiverKind,
    cache: receivers,
    wakeSources: configSources(receivers),
    concurrency: flags.concurrent,
    statusFieldManager: 'notification-controller',
  });
  const ports = { events: Promise.withResolvers<number>(), receiver: Promise.withResolvers<number>() };
  const stop = new AbortController();
  const takeEvent = addEventServer(manager, { ...options, addresses: addressPolicyOf(flags) }, ports.events.resolve);
  const gates = addGates({
    manager,
    concurrency: flags.concurrent,
    noCrossNamespaceRefs: flags['no-cross-namespace-refs'],
    wakeSources: configSources,
    takeEvent,
    signal: stop.signal,
  });
  addReceiverServer(manager, { flags, receivers, gates }, ports.receiver.resolve);
  return {
    listening: async () => ({ events: await ports.events.promise, receiver: await ports.receiver.promise }),
    start: async (signal) => {
      await checkSpoolPath(flags['spool-path']);
      try {
        await manager.start(signal);
      } finally {
        stop.abort();
      }
    },
  };
}

/** Takes webhooks, for Receivers and for Gates. */
function addReceiverServer(
  manager: Manager,
  {
    flags,
    receivers,
    gates,
  }: { readonly flags: NotificationFlags; readonly receivers: WatchCache; readonly gates: Gates },
  listening: (port: number) => void,
): void {
  const { client, clock, log } = manager;
  const noCrossNamespaceRefs = flags['no-cross-namespace-refs'];
  const isForGate = (target: string): boolean => target.startsWith(gatePrefix);
  const start = async (signal: AbortSignal): Promise<void> => {
    const wake = receiverHandler({ client, clock, log, receivers, noCrossNamespaceRefs, signal });
    const askGate = gates.handler(signal);
    // Before, no receiver and no gate would be found.
    await Promise.all([receivers.whenSynced(signal), gates.cache.whenSynced(signal)]);
    await serve(flags.receiverAddr, (request) => (isForGate(request.target) ? askGate : wake)(request), {
      maxBodyBytes: (target) => (isForGate(target) ? maxPayloadBytes : maxBodyBytes),
      clock,
      signal,
      listening,
      failed: failedRequest(log),
    });
  };
  manager.addRunnable({ name: 'receiver-server', start });
}

/** Takes events, and sends them on: what was accepted before comes first. Gives what takes an event without HTTP. */
function addEventServer(
  manager: Manager,
  options: NotificationControllerOptions & Pick<DispatcherOptions, 'addresses'>,
  listening: (port: number) => void,
): WebHandler {
  const { addresses, client, deliver, flags, journalFiles } = options;
  const { clock, log } = manager;
  const opened = Promise.withResolvers<WebHandler>();
  const alerts = manager.cache(Alert.type, { transform: alertRuleOf });
  const providers = manager.cache(Provider.type, { transform: readProvider });
  endSuspensions(manager, client, alerts, (rule) => rule?.alert);
  endSuspensions(manager, client, providers, (provider) => provider);
  const interval = flags['rate-limit-interval'];
  const start = async (signal: AbortSignal): Promise<void> => {
    const spool = await Spool.open({
      directory: flags['spool-path'],
      rememberMs: interval,
      now: () => clock.now(),
      files: journalFiles,
    });
    const limiter = new RateLimiter(interval);
    for (const [key, at] of spool.seen()) limiter.restore(key, at);
    const noCrossNamespaceRefs = flags['no-cross-namespace-refs'];
    const { events, metrics } = manager;
    const deadlineMs = flags['delivery-deadline'];
    const services = { client, addresses, clock, log, events, metrics, deliver };
    const settings = { alerts, providers, noCrossNamespaceRefs, deadlineMs };
    const dispatcher = new Dispatcher({ ...services, ...settings }, spool, signal);
    const known = metrics.gauge('sluice_spooled_events', 'Events that were accepted and are not delivered yet.');
    metrics.onCollect(() => {
      known.set(spool.size);
    });
    await Promise.all([alerts.whenSynced(signal), providers.whenSynced(signal)]);
    await dispatcher.resume();
    const accepted = (event: Parameters<Dispatcher['dispatch']>[0]): void => {
      dispatcher.dispatch(event).catch((error: unknown) => {
        if (!signal.aborted) log.error('an event was not dispatched; it will be after a restart', error);
      });
    };
    const handler = eventHandler({ clock, log, spool, limiter, accepted });
    opened.resolve(handler);
    await serve(flags['events-addr'], handler, { clock, signal, listening, failed: failedRequest(log) });
    await dispatcher.finish();
    await spool.close();
  };
  manager.addRunnable({
    name: 'event-server',
    start: async (signal) => {
      try {
        await start(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  });
  return async (request) => (await opened.promise)(request);
}

/** Nothing reconciles these kinds; their suspensions end all the same. */
function endSuspensions<Stored>(
  manager: Manager,
  client: KubeClient,
  cache: WatchCache<Stored>,
  objectOf: (stored: Stored) => KubeObject | undefined,
): void {
  const { clock, events, log } = manager;
  const fieldManager = 'notification-controller';
  manager.addRunnable(timedSuspensions({ cache, client, clock, events, fieldManager, log, objectOf }));
}

/** A Secret with the label that asks for it wakes the Receivers that use it. */
function wakeOnSecret(manager: Manager, receivers: WatchCache, labelSelector: string): WakeSource {
  const type = { apiVersion: 'v1', kind: 'Secret' };
  const transform = ({ metadata }: KubeObject): ObjectMeta => metadata;
  const cache = manager.cache(type, { labelSelector, metadataOnly: true, transform });
  return wakeOn(cache, ({ object: { namespace, name } }) =>
    receivers.list().flatMap((receiver) => {
      const spec = receiver['spec'] as { readonly secretRef?: { readonly name?: string } } | undefined;
      const uses = receiver.metadata.namespace === namespace && spec?.secretRef?.name === name;
      return uses ? [{ key: keyOf(receiver), reason: 'secret' }] : [];
    }),
  );
}

function failedRequest(log: Logger): (error: unknown) => void {
  return (error) => {
    log.error('a request failed in an unforeseen way', error);
  };
}

async function checkSpoolPath(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new FlagError(`--spool-path ${path} is not a directory: it must exist`);
}
