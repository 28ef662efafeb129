import { type ChangeEntry, formatChange, formatRef } from '@sluice/apply';
import { type EventInput, readyCondition } from '@sluice/core';
import { reasons } from './conditions.ts';
import type { Scope } from './scope.ts';
import { originRevisionOf } from './source/source.ts';

const group = 'kustomize.toolkit.fluxcd.io';

/** The annotations of every event of a Kustomization: what revision it is about. */
export function eventMetadata(scope: Scope, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const artifact = scope.source?.artifact;
  const origin = artifact === undefined ? undefined : originRevisionOf(artifact);
  return {
    ...(artifact === undefined ? {} : { [`${group}/revision`]: artifact.revision }),
    ...(origin === undefined ? {} : { [`${group}/originRevision`]: origin }),
    ...Object.fromEntries(Object.entries(extra).map(([key, value]) => [`${group}/${key}`, value])),
  };
}

/** Sends an event whose reason is that of Ready at this moment, as upstream's are. */
export function tell(
  scope: Scope,
  event: Pick<EventInput, 'severity' | 'message' | 'notificationOnly'>,
  extra: Readonly<Record<string, string>> = {},
): void {
  const reason = scope.run.conditions.get(readyCondition)?.reason ?? event.severity;
  scope.run.event({ ...event, reason, metadata: eventMetadata(scope, extra) });
}

/** One event for everything that a run applied or deleted. */
export function reportChanges(scope: Scope, changes: readonly ChangeEntry[]): void {
  if (scope.memory.pass !== undefined) scope.memory.pass.changed = true;
  const output = Object.fromEntries(changes.map(({ ref, action }) => [formatRef(ref), action]));
  scope.run.log.info('server-side apply completed', { output });
  const message = changes.map(formatChange).join('\n');
  scope.run.event({ severity: 'info', reason: reasons.progressing, message, metadata: eventMetadata(scope) });
}
