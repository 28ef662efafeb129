import type { Gate, GateFact } from '@sluice/api';
import { CelError } from '@sluice/objects';
import { compileCondition } from './facts/object-meets.ts';
import type { OutcomeName } from './outcomes.ts';

/** What is wrong with a spec. */
export interface SpecProblem {
  readonly outcome: OutcomeName & ('invalid' | 'invalidExpression' | 'accessDenied');
  readonly cause: string;
}

/** The first thing that is wrong with the facts of a Gate; also what the CRD refuses, since an old object may have it. */
export function specProblem(gate: Gate, options: { readonly noCrossNamespaceRefs: boolean }): SpecProblem | undefined {
  for (const fact of gate.spec.facts ?? []) {
    const problem = factProblem(gate, fact, options.noCrossNamespaceRefs);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function factProblem(gate: Gate, fact: GateFact, noCrossNamespaceRefs: boolean): SpecProblem | undefined {
  const { kustomizationReady, noFailedReconciles, objectMeets, name } = fact;
  const bound = [kustomizationReady, noFailedReconciles, objectMeets].filter((each) => each !== undefined);
  const [only] = bound;
  if (only === undefined || bound.length > 1)
    return {
      outcome: 'invalid',
      cause: `fact '${name}': exactly one of kustomizationReady, noFailedReconciles and objectMeets must be set`,
    };
  const { namespace = gate.metadata.namespace } = only;
  if (noCrossNamespaceRefs && namespace !== gate.metadata.namespace)
    return {
      outcome: 'accessDenied',
      cause: `fact '${name}': the namespace '${namespace ?? ''}' may not be read, cross-namespace references have been blocked`,
    };
  return objectMeets === undefined ? undefined : conditionProblem(gate, name, objectMeets);
}

function conditionProblem(
  { spec }: Gate,
  name: string,
  objectMeets: NonNullable<GateFact['objectMeets']>,
): SpecProblem | undefined {
  if (spec.serviceAccountName === undefined)
    return { outcome: 'invalid', cause: `fact '${name}': objectMeets needs spec.serviceAccountName, as which to read` };
  try {
    compileCondition(objectMeets);
    return undefined;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { outcome: 'invalidExpression', cause: `fact '${name}': ${error.message}` };
  }
}
