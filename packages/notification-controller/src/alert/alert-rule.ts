import { Alert } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import type { Event } from '../event/event.ts';
import { type MessageFilter, messageFilter } from './message-filter.ts';

/** An Alert as it is kept: read and compiled once per version. */
export interface AlertRule {
  readonly alert: Alert;
  readonly filter: MessageFilter;
}

/** What is kept of an Alert; nothing of one that its own schema refuses. */
export function alertRuleOf(object: KubeObject): AlertRule | undefined {
  try {
    const alert = Alert.parse(object);
    return { alert, filter: messageFilter(alert.spec.inclusionList, alert.spec.exclusionList) };
  } catch {
    return undefined;
  }
}

/** Reads the labels of the object that an event is about. Throws what the API server says. */
export type ReadLabels = (event: Event) => Promise<Readonly<Record<string, string>>>;

/**
 * Whether an Alert wants an event. Throws when labels are asked for and cannot be read; without `readLabels` any will do.
 */
export async function wantsEvent(
  { alert, filter }: AlertRule,
  event: Event,
  readLabels: ReadLabels | undefined,
): Promise<boolean> {
  const { spec } = alert;
  if (spec.suspend === true) return false;
  if (spec.eventSeverity === 'error' && event.severity !== 'error') return false;
  for (const source of spec.eventSources) {
    if (!isFromSource(source, event, alert.metadata.namespace)) continue;
    const { matchLabels } = source;
    if (matchLabels !== undefined && readLabels !== undefined && !hasLabels(await readLabels(event), matchLabels))
      continue;
    return filter.passes(event.message);
  }
  return false;
}

type Source = Alert['spec']['eventSources'][number];

function isFromSource(source: Source, { involvedObject }: Event, alertNamespace: string | undefined): boolean {
  return (
    involvedObject.namespace === (source.namespace ?? alertNamespace) &&
    involvedObject.kind === source.kind &&
    (source.name === '*' || source.name === involvedObject.name)
  );
}

function hasLabels(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
