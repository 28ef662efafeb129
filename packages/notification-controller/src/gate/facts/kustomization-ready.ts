import { type GateFact, Kustomization } from '@sluice/api';
import { getCondition, isConditionTrue, readyCondition } from '@sluice/core';
import type { KubeObject } from '@sluice/objects';
import { type FactScope, type Observation, readOne } from './fact-scope.ts';
import { targetRevision } from './target-revision.ts';

type KustomizationReady = NonNullable<GateFact['kustomizationReady']>;

interface Status {
  readonly conditions?: Parameters<typeof isConditionTrue>[0];
  readonly observedGeneration?: number;
  readonly lastAppliedRevision?: string;
}

/** Whether a Kustomization is Ready, at the revision of the Gate's target where that is asked. */
export async function kustomizationReady(fact: KustomizationReady, scope: FactScope): Promise<Observation> {
  const { name } = fact;
  const namespace = fact.namespace ?? scope.gate.metadata.namespace ?? '';
  const found = await readOne(scope, { ...Kustomization.type, namespace, name });
  if ('missing' in found) return found.missing;
  const what = `Kustomization ${namespace}/${name}`;
  const status = (found.object['status'] ?? {}) as Status;
  if (!isReady(found.object, status)) return { holds: false, message: `${what} is not Ready: ${whyNot(status)}` };
  const at = status.lastAppliedRevision ?? 'no revision';
  if (fact.revision === 'Any') return { holds: true, message: `${what} is Ready at ${at}` };
  const wanted = await targetRevision(scope);
  if ('missing' in wanted) return wanted.missing;
  if (wanted.revision === at) return { holds: true, message: `${what} is Ready at ${at}` };
  return {
    holds: false,
    message: `${what} is Ready at ${at}, ${scope.gate.spec.target.kind} is at ${wanted.revision}`,
  };
}

function isReady({ metadata }: KubeObject, { conditions, observedGeneration }: Status): boolean {
  return isConditionTrue(conditions, readyCondition) && observedGeneration === metadata.generation;
}

function whyNot({ conditions }: Status): string {
  const ready = getCondition(conditions, readyCondition);
  if (ready === undefined) return 'it was not reconciled yet';
  return ready.status === 'True' ? 'its last change was not reconciled yet' : ready.message;
}
