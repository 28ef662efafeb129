import { hostname } from 'node:os';
import { request, RequestError } from '@sluice/net';
import { type EventSink, EventSinkBusyError, type RecordedEvent } from './buffered-event-recorder.ts';
import { formatTime } from './clock.ts';
import { annotationsOf, referenceOf } from './kube-event-sink.ts';

const timeoutMs = 5000;

/** Posts events to a notification-controller, in upstream's format; `trace` events and those of no namespace stay here. */
export function notificationSink(address: string, reporter: string): EventSink {
  return async (recorded, signal) => {
    if (recorded.event.severity === 'trace' || recorded.subject.metadata.namespace === undefined) return;
    const status = await post(address, JSON.stringify(payloadOf(recorded, reporter)), signal);
    // 429 says that the same event is known already.
    if (status < 300 || status === 429) return;
    const text = `the events receiver answered ${String(status)}`;
    throw status >= 500 ? new EventSinkBusyError(text) : new Error(text);
  };
}

async function post(address: string, body: string, signal: AbortSignal): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await request({
      url: address,
      method: 'POST',
      headers,
      body,
      timeoutMs,
      maxBytes: 65_536,
      signal,
    });
    return response.status;
  } catch (error) {
    if (error instanceof RequestError) throw new EventSinkBusyError(error.message, { cause: error });
    throw error;
  }
}

function payloadOf({ subject, event, at }: RecordedEvent, reporter: string): Record<string, unknown> {
  const metadata = annotationsOf(subject, event);
  return {
    involvedObject: referenceOf(subject),
    severity: event.severity,
    timestamp: formatTime(at),
    message: event.message,
    reason: event.reason,
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    reportingController: reporter,
    reportingInstance: hostname(),
  };
}
