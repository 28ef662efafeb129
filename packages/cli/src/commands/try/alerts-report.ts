import { Alert, Provider } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import type { RecordedMessage } from '../../environment/recorder.ts';

/** What is said of alerts at the end of `try`: which message would have gone where, failures with their first line. */
export function alertsReport(messages: readonly RecordedMessage[]): string[] {
  const groups = Map.groupBy(messages, headOf);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([head, group]) => [`${head}: ${countsOf(group)}`, ...failuresOf(group)]);
}

function headOf({ outgoing, sent }: RecordedMessage): string {
  const { preview, refusal } = outgoing;
  if (refusal !== undefined) return `alerts would not be sent to ${preview.to} (${refusal})`;
  if (sent === undefined) return `alerts would be sent to ${preview.to}`;
  return sent.failure === undefined
    ? `alerts sent in place of ${preview.to}`
    : `alerts NOT sent in place of ${preview.to} (${sent.failure})`;
}

function countsOf(group: readonly RecordedMessage[]): string {
  const errors = group.filter(isFailure).length;
  const counts = [
    errors === 0 ? '' : `${String(errors)} error`,
    errors === group.length ? '' : infoCount(group, errors),
  ];
  return counts.filter((count) => count !== '').join(', ');
}

function infoCount(group: readonly RecordedMessage[], errors: number): string {
  return `${String(group.length - errors)} info`;
}

function failuresOf(group: readonly RecordedMessage[]): string[] {
  const lines = group.filter(isFailure).map(({ outgoing: { event } }) => {
    const { kind, name, namespace } = event.involvedObject;
    return `  ${kind.toLowerCase()}/${name}.${namespace}: ${event.message.split('\n', 1)[0] ?? ''}`;
  });
  return [...new Set(lines)];
}

function isFailure({ outgoing }: RecordedMessage): boolean {
  return outgoing.event.severity === 'error';
}

/** Alerts that reach nobody, because their Provider is not in the cluster. */
export async function strayAlerts(client: KubeClient, signal: AbortSignal): Promise<string[]> {
  const [alerts, providers] = await Promise.all(
    [Alert.type, Provider.type].map((type) => client.list(type, { signal })),
  );
  const known = new Set(providers?.items.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`));
  return (alerts?.items ?? []).flatMap((alert) => {
    const { namespace = '', name = '' } = alert.metadata;
    const provider = providerOf(alert);
    return known.has(`${namespace}/${provider}`)
      ? []
      : [`alert ${namespace}/${name}: there is no Provider ${provider}`];
  });
}

function providerOf(alert: KubeObject): string {
  return (alert['spec'] as Alert['spec']).providerRef.name;
}
