import type { RecordedMessage } from '../../environment/recorder.ts';

/** Tells of each message whether it is news while somebody watches: failures, and the first good word after one. */
export function newsFilter(): (message: RecordedMessage) => boolean {
  const failing = new Set<string>();
  return ({ outgoing }) => {
    const key = keyOf(outgoing);
    if (outgoing.event.severity !== 'error') return failing.delete(key);
    failing.add(key);
    return true;
  };
}

/** One object, as one Provider hears of it. */
function keyOf({ event, preview }: RecordedMessage['outgoing']): string {
  const { kind, namespace, name } = event.involvedObject;
  return JSON.stringify([kind, namespace, name, preview.to]);
}
