import type { GateFact } from '@sluice/api';
import { CelError, type CelProgram, compileCel, type JsonValue } from '@sluice/objects';
import { type FactScope, type Observation, readOne } from './fact-scope.ts';

type ObjectMeets = NonNullable<GateFact['objectMeets']>;

/** Compiles the condition, over `self`. Throws `CelError`. */
export function compileCondition({ expression }: ObjectMeets): CelProgram {
  return compileCel(expression, { variables: ['self'], isCondition: true });
}

/** Whether a named object meets a condition. */
export async function objectMeets(fact: ObjectMeets, scope: FactScope): Promise<Observation> {
  const { apiVersion, kind, name, expression } = fact;
  const namespace = fact.namespace ?? scope.gate.metadata.namespace ?? '';
  const found = await readOne(scope, { apiVersion, kind, namespace, name });
  if ('missing' in found) return found.missing;
  const what = `${kind} ${namespace}/${name}`;
  try {
    const holds = compileCondition(fact).evaluate({ self: found.object as unknown as JsonValue }) === true;
    return { holds, message: `${what} ${holds ? 'meets' : 'does not meet'}: ${expression}` };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { holds: false, message: `${what}: ${error.message}` };
  }
}
