import type { Event } from '../../event/event.ts';
import { plainMap } from '../../event/event.ts';
import { oneLine, visibleText } from '../text.ts';

/** One alert, as Alertmanager's API takes it; metadata become labels, but for the summary. */
export function alertmanagerPayload(event: Event): unknown {
  const { involvedObject, message, metadata, severity, timestamp } = event;
  const [kind, name, namespace, reason, controller] = [
    involvedObject.kind,
    involvedObject.name,
    involvedObject.namespace,
    event.reason,
    event.reportingController,
  ].map(oneLine) as [string, string, string, string, string];
  const { summary, ...rest } = metadata;
  const labels = {
    ...plainMap(Object.entries(rest).map(([key, value]) => [oneLine(key), visibleText(value)])),
    alertname: `Flux${kind}${titleCase(reason)}`,
    severity,
    reason,
    kind,
    name,
    namespace,
    reportingcontroller: controller,
  };
  const annotations = {
    message: visibleText(message),
    ...(summary === undefined ? {} : { summary: visibleText(summary) }),
  };
  return [{ status: 'firing', labels, annotations, ...(timestamp === undefined ? {} : { startsAt: timestamp }) }];
}

/** As upstream: the first letter large, all others small. */
function titleCase(reason: string): string {
  return reason.slice(0, 1).toUpperCase() + reason.slice(1).toLowerCase();
}
