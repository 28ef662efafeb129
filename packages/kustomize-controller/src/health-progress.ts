import { healthyCondition, reasons } from './conditions.ts';
import { type Scope, sourceOf, timeoutMs } from './scope.ts';

/** Whether the spec asks for the health of anything. */
export function wantsHealth({ object }: Scope): boolean {
  return object.spec.wait === true || (object.spec.healthChecks ?? []).length > 0;
}

/** Says that health is being assessed: Reconciling, Ready=Unknown and Healthy=Unknown, all with one message. */
export function markAssessing(scope: Scope): void {
  const { revision } = sourceOf(scope).artifact;
  const timeout = scope.settings.formatDuration(timeoutMs(scope));
  const message = `Running health checks for revision ${revision} with a timeout of ${timeout}`;
  scope.run.progress(message, { ready: true });
  scope.run.conditions.markUnknown(healthyCondition, reasons.progressing, message);
}
