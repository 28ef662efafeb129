import { CelError } from '@sluice/objects';
import { type Outcome, proceed } from '@sluice/core';
import { compileHealthExpressions, compileReadyExpression } from '../cel/health-expressions.ts';
import { endWith, type Scope } from '../scope.ts';

/** Compiles the expressions of the spec: one that is wrong stays wrong until somebody changes it. */
export function compileExpressions(scope: Scope): Promise<Outcome> {
  const { spec } = scope.object;
  try {
    if ((spec.healthCheckExprs ?? []).length > 0) scope.health = compileHealthExpressions(spec);
    for (const { readyExpr = '' } of spec.dependsOn ?? []) {
      if (readyExpr !== '') scope.readiness.set(readyExpr, compileReadyExpression(readyExpr));
    }
    return Promise.resolve(proceed);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    const message = `Reconciliation failed terminally due to configuration error: ${error.message}`;
    return Promise.resolve(endWith(scope, 'invalidExpression', message, error));
  }
}
