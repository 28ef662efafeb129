import { CelError } from '@sluice/objects';
import type { Kustomization } from '@sluice/api';
import { type Outcome, proceed } from '@sluice/core';
import { type Dependency, findCycle, type DependencyGraph } from '../dependency-graph.ts';
import { endWith, type Scope, sourceOf, waitQuietly } from '../scope.ts';

/** How long a dependency that is on its way may take before the dependent says that it waits. */
const quietMs = 1000;

/** Ends the run while a Kustomization that this one depends on is not ready. Nothing is polled: it wakes this one. */
export function checkDependencies(graph: DependencyGraph): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const dependencies = scope.object.spec.dependsOn ?? [];
    if (dependencies.length === 0) return proceed;
    const cycle = findCycle(graph, scope.run.key);
    if (cycle !== undefined) return endWith(scope, 'dependencyCycle', `dependency cycle: ${cycle.join(' -> ')}`);
    for (const { name, namespace = scope.run.key.namespace, readyExpr = '' } of dependencies) {
      const dependency = await graph.read({ namespace, name }, signal);
      const full = `${namespace}/${name}`;
      const problem =
        readyExpr === ''
          ? judgeDependency(scope, full, dependency)
          : judgeByExpression(scope, full, dependency, readyExpr);
      if (problem === undefined) continue;
      return problem.isExpected && mayWaitQuietly(scope)
        ? waitQuietly(scope, quietMs)
        : endWith(scope, 'dependencyNotReady', problem.message);
    }
    return proceed;
  };
}

interface DependencyProblem {
  readonly message: string;
  /** It works on it, and will be done soon if all goes well. */
  readonly isExpected: boolean;
}

function judgeDependency(scope: Scope, name: string, dependency: Dependency): DependencyProblem | undefined {
  if ('problem' in dependency) {
    return { message: `dependency '${name}' not found: ${dependency.problem}`, isExpected: false };
  }
  const { object } = dependency;
  const ready = object.status?.conditions?.find((condition) => condition.type === 'Ready');
  const isObserved = object.status?.observedGeneration === object.metadata.generation;
  if (!isObserved || ready?.status !== 'True') {
    return { message: `dependency '${name}' is not ready`, isExpected: ready?.status !== 'False' };
  }
  const isCurrent = object.status?.lastAppliedRevision === sourceOf(scope).artifact.revision;
  if (isCurrent || !sharesSource(scope, object)) return undefined;
  return { message: `dependency '${name}' revision is not up to date`, isExpected: true };
}

/** An expression replaces the check. What it cannot evaluate now, it may evaluate later. */
function judgeByExpression(
  scope: Scope,
  name: string,
  dependency: Dependency,
  expression: string,
): DependencyProblem | undefined {
  if ('problem' in dependency) {
    return { message: `dependency '${name}' not found: ${dependency.problem}`, isExpected: false };
  }
  try {
    if (scope.readiness.get(expression)?.(scope.object, dependency.object) === true) return undefined;
    return { message: `dependency '${name}' is not ready according to readyExpr eval`, isExpected: false };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { message: `dependency '${name}' readyExpr: ${error.message}`, isExpected: false };
  }
}

function sharesSource(scope: Scope, dependency: Kustomization): boolean {
  const source = sourceOf(scope);
  const { kind, name, namespace = dependency.metadata.namespace } = dependency.spec.sourceRef;
  return kind === source.kind && name === source.name && namespace === source.namespace;
}

/** The first second of waiting on something that is on its way is nobody's news. */
function mayWaitQuietly(scope: Scope): boolean {
  const { memory, run } = scope;
  memory.quietSince ??= run.clock.monotonic();
  return run.clock.monotonic() - memory.quietSince < quietMs;
}
