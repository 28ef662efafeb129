import type { GateDecision } from '@sluice/api';

/** As many decisions are kept; the CRD has the same limit. */
const maxHistory = 20;

/** The history with the decision that stands in the spec now, the newest first. */
export function withDecision(
  history: readonly GateDecision[] | undefined,
  decision: GateDecision | undefined,
): GateDecision[] | undefined {
  const known = history === undefined ? undefined : [...history];
  if (decision === undefined || isSameDecision(known?.[0], decision)) return known;
  return [decision, ...(known ?? [])].slice(0, maxHistory);
}

/** Whether they are one decision, not only alike. */
export function isSameDecision(a: GateDecision | undefined, b: GateDecision | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.at === b.at && a.state === b.state && a.by === b.by && a.id === b.id && a.until === b.until;
}
