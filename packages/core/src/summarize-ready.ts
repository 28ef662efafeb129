import type { Condition } from './condition.ts';
import { readyCondition } from './condition.ts';
import type { ConditionSet } from './condition-set.ts';

/** Which conditions decide Ready, in their order of importance. */
export interface ReadySummary {
  readonly types: readonly string[];
  /** Types whose `True` is bad: `FetchFailed`, `Stalled`, … */
  readonly negative: readonly string[];
}

/**
 * Sets Ready from other conditions, by upstream's ranking: a True of negative polarity before a False of positive, then
 * True of positive, False of negative, Unknown. Reason and message come from the first of the best rank in the order of
 * `types`. Leaves Ready alone when none of them is there.
 */
export function summarizeReady(conditions: ConditionSet, summary: ReadySummary): void {
  const top = topCondition(conditions, summary);
  if (top === undefined) return;
  const status = summary.negative.includes(top.type) ? inverse(top.status) : top.status;
  conditions.set({ type: readyCondition, status, reason: top.reason, message: top.message });
}

function topCondition(conditions: ConditionSet, summary: ReadySummary): Condition | undefined {
  let best: { readonly condition: Condition; readonly rank: number } | undefined;
  for (const type of summary.types) {
    const condition = conditions.get(type);
    if (condition === undefined) continue;
    const rank = rankOf(condition, summary.negative.includes(type));
    if (best === undefined || rank < best.rank) best = { condition, rank };
  }
  return best?.condition;
}

function rankOf(condition: Condition, negative: boolean): number {
  if (condition.status === 'Unknown') return 4;
  if (condition.status === 'True') return negative ? 0 : 2;
  return negative ? 3 : 1;
}

function inverse(status: Condition['status']): Condition['status'] {
  if (status === 'Unknown') return status;
  return status === 'True' ? 'False' : 'True';
}
