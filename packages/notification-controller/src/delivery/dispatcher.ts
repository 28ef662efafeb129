import { Provider } from '@sluice/api';
import { type Clock, type EventRecorder, type Logger, type MetricsRegistry } from '@sluice/core';
import type { KubeClient, WatchCache } from '@sluice/kube';
import type { AddressPolicy } from '@sluice/net';
import type { KubeObject } from '@sluice/objects';
import { type AlertRule, wantsEvent } from '../alert/alert-rule.ts';
import { type Event, plainMap } from '../event/event.ts';
import { hasCommitAnnotation, isCommitStatusUpdate, mergeMetadata } from '../event/metadata.ts';
import type { Notification, Notifier } from '../provider/notifier.ts';
import { notifiers } from '../provider/notifiers.ts';
import { resolveTarget } from '../provider/resolve-target.ts';
import type { Spool, SpooledEvent } from '../spool/spool.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Message } from './delivery-reports.ts';
import { ObjectConditions } from './object-conditions.ts';
import { type Deliver, outgoingOf } from './outgoing.ts';
import { ProviderQueue } from './provider-queue.ts';

export interface DispatcherOptions {
  readonly client: KubeClient;
  /** Which addresses Providers may reach. */
  readonly addresses: AddressPolicy | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EventRecorder;
  readonly metrics: MetricsRegistry;
  readonly alerts: WatchCache<AlertRule | undefined>;
  readonly providers: WatchCache<Provider | undefined>;
  readonly noCrossNamespaceRefs: boolean;
  readonly deadlineMs: number;
  readonly queueLimit?: number;
  /** Takes messages instead of the services. */
  readonly deliver?: Deliver | undefined;
}

/** What is kept of a Provider; nothing of one that its own schema refuses. */
export function readProvider(object: KubeObject): Provider | undefined {
  try {
    return Provider.parse(object);
  } catch {
    return undefined;
  }
}

const graceMs = 5_000;
const dispatchFailed = 'NotificationDispatchFailed';

/** Finds the Alerts that want an event, and brings it to each one's Provider. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #queues = new Map<string, ProviderQueue>();
  readonly #signal: AbortSignal;
  readonly #cut = new AbortController();
  readonly #spool: Spool;
  readonly #results: ReturnType<MetricsRegistry['counter']>;
  readonly #conditions: ObjectConditions;

  constructor(options: DispatcherOptions, spool: Spool, signal: AbortSignal) {
    this.#options = options;
    this.#spool = spool;
    this.#signal = signal;
    const { metrics } = options;
    const labels = ['namespace', 'provider'];
    this.#results = metrics.counter('sluice_notifications_total', 'Notifications by result.', [...labels, 'result']);
    const depth = metrics.gauge('sluice_notifications_waiting', 'Notifications that are not delivered yet.', labels);
    metrics.onCollect(() => {
      for (const [key, queue] of this.#queues) depth.set(queue.depth, key.split('/'));
    });
    const oldest = metrics.gauge('sluice_oldest_notification_seconds', 'Age of the oldest that waits.', labels);
    metrics.onCollect(() => {
      for (const [key, { oldestAt }] of this.#queues)
        oldest.set(oldestAt === undefined ? 0 : (options.clock.now() - oldestAt) / 1000, key.split('/'));
    });
    this.#conditions = new ObjectConditions(options, signal);
    const stop = options.providers.subscribe(({ object, previous }) => {
      if (object?.metadata.generation !== previous?.metadata.generation) this.#onProviderChange(object);
    });
    signal.addEventListener('abort', stop, { once: true });
  }

  /** Starts what was accepted before this process began, and says which Providers it cannot serve. */
  async resume(): Promise<void> {
    for (const provider of this.#options.providers.list()) this.#conditions.noteUnsupported(provider);
    for (const event of this.#spool.live()) await this.dispatch(event);
    this.#conditions.noteLost((key) => (this.#queues.get(key)?.depth ?? 0) > 0);
  }

  /** Queues an event for everybody who wants it; never waits for a delivery. */
  async dispatch(spooled: SpooledEvent): Promise<void> {
    const { alerts } = this.#options;
    const deliveries: (() => void)[] = [];
    const open = new Set<string>();
    for (const rule of alerts.list()) {
      if (rule === undefined) continue;
      const to = `${rule.alert.metadata.namespace ?? ''}/${rule.alert.metadata.name}`;
      if (spooled.settled.has(to) || !(await this.#wants(rule, spooled.event))) continue;
      const notifier = this.#notifierFor(rule, spooled.event);
      if (notifier === 'none') continue;
      open.add(to);
      deliveries.push(() => {
        this.#enqueue(rule, { spooled, to, open });
      });
    }
    if (deliveries.length === 0) await this.#spool.finish(spooled);
    for (const deliver of deliveries) deliver();
  }

  /** After the signal: messages under way may end for a while, then they are broken off, and come again after a restart. */
  async finish(): Promise<void> {
    const cancel = this.#options.clock.setTimer(graceMs, () => {
      this.#cut.abort(new Error('shutting down'));
    });
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle()));
    cancel();
  }

  async #wants(rule: AlertRule, event: Event): Promise<boolean> {
    const { namespace = '' } = rule.alert.metadata;
    const isBlocked = this.#options.noCrossNamespaceRefs && event.involvedObject.namespace !== namespace;
    try {
      // Labels of what may not be reached are not read: what the Alert selects by them counts as wanted, and is refused.
      const wants = await wantsEvent(rule, event, isBlocked ? undefined : (each) => this.#readLabels(each));
      if (!wants) return false;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#warn(rule, 'SourceFetchFailed', `labels of ${objectOf(event)} could not be read: ${text}`);
      return false;
    }
    for (const { pattern, problem } of rule.filter.invalid)
      this.#warn(rule, 'InvalidConfig', `failed to compile regex '${pattern.slice(0, 200)}': ${problem}`);
    if (!isBlocked) return true;
    const text = `alert '${namespace}/${rule.alert.metadata.name}' can't process event from '${objectOf(event)}', cross-namespace references have been blocked`;
    this.#warn(rule, dispatchFailed, `failed to dispatch notification for ${objectOf(event)}: ${text}`);
    return false;
  }

  async #readLabels({ involvedObject }: Event): Promise<Readonly<Record<string, string>>> {
    const { apiVersion = '', kind, name, namespace } = involvedObject;
    const object = await this.#options.client.get({ apiVersion, kind, name, namespace }, { signal: this.#signal });
    return object.metadata.labels ?? {};
  }

  /** `none` where the Provider drops this event; undefined where it is not known yet. */
  #notifierFor(rule: AlertRule, event: Event): Notifier | 'none' | undefined {
    const provider = this.#providerOf(rule);
    if (provider === undefined) return undefined;
    if (provider.spec.suspend === true) return 'none';
    const notifier = notifiers.get(provider.spec.type);
    const isUpdate = isCommitStatusUpdate(event);
    if (isUpdate && notifier?.takesCommitStatus === undefined) return 'none';
    const isForCommit = isUpdate || hasCommitAnnotation(event) || event.severity === 'error';
    return notifier?.takesCommitStatus === 'only' && !isForCommit ? 'none' : notifier;
  }

  #providerOf({ alert }: AlertRule): Provider | undefined {
    return this.#options.providers.get(alert.metadata.namespace, alert.spec.providerRef.name);
  }

  #enqueue(
    rule: AlertRule,
    { spooled, to, open }: { readonly spooled: SpooledEvent; readonly to: string; readonly open: Set<string> },
  ): void {
    const notification = this.#notificationOf(rule, spooled, to);
    const { namespace = '' } = rule.alert.metadata;
    const provider = rule.alert.spec.providerRef.name;
    const { name: alert } = rule.alert.metadata;
    const about = objectOf(notification.event);
    const subject: Subject = { rule, event: notification.event, at: spooled.at, about, namespace, alert, provider };
    this.#queueOf(`${namespace}/${provider}`).add({
      at: spooled.at,
      subject,
      send: (signal) => this.#send(rule, notification, signal),
      settle: async (failure) => {
        this.#results.increment([namespace, provider, failure === undefined ? 'sent' : 'given up']);
        if (failure === undefined) this.#conditions.reports.delivered(subject);
        else {
          this.#conditions.reports.givenUp(subject, failure);
          this.#reportFailure(subject, failure, '');
        }
        open.delete(to);
        await (open.size === 0 ? this.#spool.finish(spooled) : this.#spool.settle(spooled, to));
      },
    });
  }

  #notificationOf(rule: AlertRule, spooled: SpooledEvent, to: string): Notification {
    const { event, contested } = mergeMetadata(spooled.event, rule.alert);
    if (contested.size > 0) {
      const sides = [...contested].map(([key, givers]) => [key, givers.join(', ')] as const);
      const message = 'metadata of the event is given by more than one side';
      this.#warn(rule, 'MetadataAppendFailed', message, plainMap(sides));
    }
    const { metadata, spec } = rule.alert;
    return {
      event,
      idempotencyKey: `${spooled.id}-${metadata.uid ?? to}`,
      alert: { namespace: metadata.namespace ?? '', name: metadata.name },
      alertObject: { metadata, spec },
      memo: new Map(),
    };
  }

  async #send(rule: AlertRule, notification: Notification, signal: AbortSignal): Promise<void> {
    const provider = this.#providerOf(rule);
    const { name } = rule.alert.spec.providerRef;
    if (provider === undefined) throw new DeliveryError(`the Provider '${name}' does not exist`, 'retry-provider');
    if (provider.spec.suspend === true) return;
    const { deliver } = this.#options;
    if (deliver !== undefined) return deliver(outgoingOf(provider, notification), signal);
    const target = await resolveTarget(this.#options, provider, signal);
    await notifiers.get(provider.spec.type)?.send(notification, target, signal);
  }

  #queueOf(key: string): ProviderQueue {
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const { clock, deadlineMs, log, queueLimit = 10_000 } = this.#options;
    const queue = new ProviderQueue({
      clock,
      deadlineMs,
      limit: queueLimit,
      signal: this.#signal,
      cut: this.#cut.signal,
      failing: ({ subject }, error) => {
        this.#reportFailure(subject as Subject, error, '; it will be tried again');
      },
      postponed: (deliveries, error) => {
        const messages = deliveries.map(({ subject }) => subject as Subject);
        this.#conditions.reports.postponed(messages, error);
      },
      broken: (error) => {
        log.error('a notification failed in an unforeseen way', error, { provider: key });
      },
    });
    this.#queues.set(key, queue);
    return queue;
  }

  #onProviderChange(provider: Provider | undefined): void {
    if (provider === undefined) return;
    this.#conditions.noteUnsupported(provider);
    this.#queues.get(`${provider.metadata.namespace ?? ''}/${provider.metadata.name}`)?.wake();
  }

  #reportFailure({ rule, event }: Subject, error: DeliveryError, more: string): void {
    const object = objectOf(event);
    this.#options.log.error('notification failed', undefined, { object, problem: error.message });
    this.#warn(rule, dispatchFailed, `failed to send notification for ${object}: ${error.message}${more}`);
  }

  #warn({ alert }: AlertRule, reason: string, message: string, metadata?: Readonly<Record<string, string>>): void {
    const subject = { apiVersion: alert.apiVersion ?? '', kind: 'Alert', metadata: alert.metadata };
    this.#options.events.record(subject, {
      severity: 'error',
      reason,
      message,
      ...(metadata === undefined ? {} : { metadata }),
    });
  }
}

interface Subject extends Message {
  readonly rule: AlertRule;
  readonly event: Event;
}

function objectOf({ involvedObject: { kind, name, namespace } }: Event): string {
  return `${kind}/${namespace}/${name}`;
}
