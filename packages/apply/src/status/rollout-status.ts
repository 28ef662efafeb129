import type { KubeObject } from '@sluice/objects';
import { textAt } from '../object/read-field.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';
import { conditionOf, isTrue } from './status-condition.ts';

const waitingPhases = ['Waiting', 'WaitingPromotion'];
const finishedPhases = ['Initialized', 'Succeeded'];

/**
 * A Canary of Flagger by its phase; it has neither Ready nor an observed generation. While it waits for an approval it
 * is in progress, and only a finished analysis counts.
 */
export function canaryStatus(canary: KubeObject): ObjectStatus {
  const phase = textAt(canary, 'status', 'phase') ?? '';
  const said = conditionOf(canary, 'Promoted')?.message ?? '';
  if (phase === 'Failed') return failed(said === '' ? 'Canary analysis failed' : said);
  if (finishedPhases.includes(phase)) return current(said === '' ? `Canary is ${phase}` : said);
  if (phase === '') return inProgress('Flagger has not seen the Canary');
  const what = waitingPhases.includes(phase) ? 'Canary waits for an approval' : 'Canary is on its way';
  return inProgress(`${what}. phase: ${phase}`);
}

const rolloutPhases = new Map<string, (message: string) => ObjectStatus>([
  ['Healthy', () => current('Rollout is healthy')],
  ['Degraded', (message) => failed(`Rollout is degraded. ${message}`.trim())],
  ['Paused', (message) => inProgress(`Rollout is paused. ${message}`.trim())],
]);

/** A Rollout of Argo by its phase, once its controller has seen the generation, which it writes as text. */
export function rolloutStatus(rollout: KubeObject): ObjectStatus {
  const observed = textAt(rollout, 'status', 'observedGeneration');
  const { generation } = rollout.metadata;
  if (observed !== undefined && /^\d{1,15}$/.test(observed) && Number(observed) !== generation)
    return inProgress(`Rollout generation is ${String(generation)}, but latest observed generation is ${observed}`);
  const invalid = conditionOf(rollout, 'InvalidSpec');
  if (invalid !== undefined && isTrue(rollout, 'InvalidSpec')) return failed(`Rollout is invalid. ${invalid.message}`);
  const phase = textAt(rollout, 'status', 'phase') ?? '';
  const message = textAt(rollout, 'status', 'message') ?? '';
  const known = rolloutPhases.get(phase);
  if (known !== undefined) return known(message);
  return inProgress(phase === '' ? 'Argo has not seen the Rollout' : `Rollout is on its way. ${message}`.trim());
}
