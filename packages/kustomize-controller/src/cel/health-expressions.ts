import type { KustomizationSpec } from '@sluice/api';
import { groupOf, numberAt, type ObjectStatus, type StatusName } from '@sluice/apply';
import {
  CelError,
  type CelProgram,
  compileCel,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  type TypeRef,
} from '@sluice/objects';

/** How custom kinds are judged, by the expressions of a spec. */
export interface HealthExpressions {
  /** Whether a kind has expressions. An exact kind beats its whole group. */
  covers(type: TypeRef): boolean;
  /** How an object of a kind that is covered stands. */
  statusOf(object: KubeObject): ObjectStatus;
}

/** Fields that expressions may name: those that objects have at the top. */
const fields = ['apiVersion', 'kind', 'metadata', 'spec', 'status', 'data', 'rules', 'webhooks', 'subsets'];

interface Programs {
  readonly inProgress: CelProgram | undefined;
  readonly failed: CelProgram | undefined;
  readonly current: CelProgram;
}

/** Compiles `spec.healthCheckExprs`. Throws `CelError`. */
export function compileHealthExpressions(spec: KustomizationSpec): HealthExpressions {
  const programs = new Map<string, Programs>();
  for (const [index, { apiVersion, kind, current, inProgress, failed }] of (spec.healthCheckExprs ?? []).entries()) {
    const key = keyOf(apiVersion, kind ?? '');
    if (programs.has(key)) {
      throw new CelError(
        'compile',
        `duplicate custom health check for GroupKind ${key} at healthchecks[${String(index)}]`,
      );
    }
    programs.set(key, { inProgress: compile(inProgress), failed: compile(failed), current: compileOne(current) });
  }
  const find = (type: TypeRef): Programs | undefined =>
    programs.get(keyOf(type.apiVersion, type.kind)) ?? programs.get(keyOf(type.apiVersion, ''));
  return {
    covers: (type) => find(type) !== undefined,
    statusOf: (object) => {
      const found = find(object);
      return found === undefined ? { status: 'Unknown', message: 'no expression' } : evaluate(object, found);
    },
  };
}

/** `Kind.group`, as upstream writes a group and kind. */
function keyOf(apiVersion: string, kind: string): string {
  return `${kind}.${groupOf(apiVersion)}`;
}

function compile(expression: string | undefined): CelProgram | undefined {
  return expression === undefined || expression === '' ? undefined : compileOne(expression);
}

function compileOne(expression: string): CelProgram {
  return compileCel(expression, { variables: fields, isCondition: true });
}

function evaluate(object: KubeObject, programs: Programs): ObjectStatus {
  const observed = numberAt(object, 'status', 'observedGeneration');
  if (observed !== undefined && object.metadata.generation !== undefined && observed !== object.metadata.generation) {
    return { status: 'InProgress', message: 'the generation was not observed yet' };
  }
  const order: readonly (readonly [StatusName, CelProgram | undefined])[] = [
    ['InProgress', programs.inProgress],
    ['Failed', programs.failed],
    ['Current', programs.current],
  ];
  try {
    const met = order.find(([, program]) => program?.evaluate(object as unknown as Record<string, JsonValue>) === true);
    return { status: met?.[0] ?? 'InProgress', message: '' };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { status: 'Unknown', message: error.message };
  }
}

/** Compiles a `readyExpr`, over `self` and `dep`. Throws `CelError`. */
export function compileReadyExpression(expression: string): (self: KubeObject, dependency: KubeObject) => boolean {
  const program = compileCel(expression, { variables: ['self', 'dep'], isCondition: true });
  return (self, dep) =>
    program.evaluate({ self: self as unknown as JsonObject, dep: dep as unknown as JsonObject }) === true;
}
