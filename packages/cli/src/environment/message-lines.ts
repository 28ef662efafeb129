import { formatSeconds } from '../terminal/age.ts';
import { shortenRevisions } from '../terminal/revision.ts';
import type { RecordedMessage } from './recorder.ts';

/** A message as it is shown: where it would go, and below that, indented, what it says. */
export function messageLines({ outgoing, sent }: RecordedMessage): string[] {
  const { preview, refusal } = outgoing;
  if (refusal !== undefined) return [`would not be sent to ${preview.to}: ${refusal}`];
  const lines = [preview.title, ...preview.lines].filter((line) => line.trim() !== '');
  return [`${verdictOf(preview.to, sent)}:`, ...lines.map((line) => `  ${shortenRevisions(line)}`)];
}

function verdictOf(to: string, sent: RecordedMessage['sent']): string {
  if (sent === undefined) return `would be sent to ${to}`;
  const { failure, tookMs } = sent;
  return failure === undefined
    ? `sent in place of ${to}   ${formatSeconds(tookMs)}`
    : `NOT sent in place of ${to} (${failure})`;
}
