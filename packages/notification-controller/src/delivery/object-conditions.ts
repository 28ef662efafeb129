import { Alert, type Condition, deliveringCondition, Provider } from '@sluice/api';
import { type EventRecorder, readyCondition, unsupportedFieldReason } from '@sluice/core';
import type { WatchCache } from '@sluice/kube';
import type { AlertRule } from '../alert/alert-rule.ts';
import { unsupportedByProvider } from '../provider/resolve-target.ts';
import { DeliveryReports } from './delivery-reports.ts';
import { StatusBook, type StatusBookOptions, type StatusSubject } from './status-book.ts';

export interface ObjectConditionsOptions extends Omit<StatusBookOptions, 'stored' | 'signal'> {
  readonly events: EventRecorder;
  readonly alerts: WatchCache<AlertRule | undefined>;
  readonly providers: WatchCache<Provider | undefined>;
}

/** What is written to Alerts and Providers. */
export class ObjectConditions {
  readonly reports: DeliveryReports;
  readonly #options: ObjectConditionsOptions;
  readonly #book: StatusBook;

  constructor(options: ObjectConditionsOptions, signal: AbortSignal) {
    this.#options = options;
    this.#book = new StatusBook({ ...options, signal, stored: (subject) => this.#stored(subject) });
    this.reports = new DeliveryReports(this.#book);
  }

  /** Says what a Provider asks for that is not supported, and that it does so no more. */
  noteUnsupported(provider: Provider | undefined): void {
    if (provider === undefined) return;
    const { namespace = '', name } = provider.metadata;
    const subject = { type: Provider.type, namespace, name };
    const refusal = unsupportedByProvider(provider);
    if (refusal === undefined) {
      const wasRefused = provider.status?.conditions?.some(({ type }) => type === readyCondition) === true;
      const message = 'the Provider can be used';
      if (wasRefused) this.#book.note(subject, { type: readyCondition, status: 'True', reason: 'Succeeded', message });
      return;
    }
    const reason = unsupportedFieldReason;
    this.#book.note(subject, { type: readyCondition, status: 'False', reason, message: refusal });
    this.#options.events.record(
      { ...Provider.type, metadata: provider.metadata },
      { severity: 'error', reason, message: refusal },
    );
  }

  /** Where the spool was lost, nobody will ever deliver what the conditions say is late. */
  noteLost(isWaiting: (providerKey: string) => boolean): void {
    for (const rule of this.#options.alerts.list())
      if (rule !== undefined) this.#noteLost(Alert.type, rule.alert, rule.alert.spec.providerRef.name, isWaiting);
    for (const provider of this.#options.providers.list())
      if (provider !== undefined) this.#noteLost(Provider.type, provider, provider.metadata.name, isWaiting);
  }

  #noteLost(
    type: StatusSubject['type'],
    { metadata, status }: Alert | Provider,
    provider: string,
    isWaiting: (providerKey: string) => boolean,
  ): void {
    const { namespace = '', name } = metadata;
    const isLate = status?.conditions?.some(({ reason }) => reason === 'DeliveryFailed') === true;
    if (!isLate || isWaiting(`${namespace}/${provider}`)) return;
    const message = 'messages waited when the controller ended, and its spool was lost';
    const verdict = { type: deliveringCondition, status: 'Unknown', reason: 'SpoolLost', message } as const;
    this.#book.note({ type, namespace, name }, verdict);
  }

  #stored({ type, namespace, name }: StatusSubject): readonly Condition[] | undefined {
    const { alerts, providers } = this.#options;
    const object = type.kind === Alert.kind ? alerts.get(namespace, name)?.alert : providers.get(namespace, name);
    return object === undefined ? undefined : (object.status?.conditions ?? []);
  }
}
