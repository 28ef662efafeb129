import type { CelProgram, JsonObject, JsonValue } from '@sluice/objects';
import { CelError, compileCel } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, objectsAt, textAt } from '../api-object.ts';
import { userInfo } from '../authorization/user-info.ts';
import type { AdmissionRequest } from './admission.ts';

const names = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'];
/** A request waits for its policies; what takes longer is no check but a mistake. */
const deadlineMs = 1000;

/** What a policy says to a request that it objects to. */
export interface Objection {
  readonly message: string;
  readonly reason: string;
  /** The expression could not be evaluated; whether that counts is the policy's to say. */
  readonly isFault: boolean;
}

interface Compiled {
  readonly conditions: readonly CelProgram[];
  readonly variables: readonly (readonly [string, CelProgram])[];
  readonly validations: readonly Validation[];
}

interface Validation {
  readonly program: CelProgram;
  readonly messageProgram: CelProgram | undefined;
  readonly message: string;
  readonly reason: string;
}

const compiled = new WeakMap<ApiObject, Compiled>();

/** The first thing that each validation of the policy objects to; nothing where its conditions do not hold. */
export function objectionsOf(policy: ApiObject, request: AdmissionRequest, params: ApiObject | null): Objection[] {
  try {
    const { conditions, variables, validations } = rulesOf(policy);
    const input = inputOf(request, params);
    const options = { deadlineMs, schemas: { object: request.resource.schema, oldObject: request.resource.schema } };
    if (!conditions.every((condition) => condition.evaluate(input, options) === true)) return [];
    const values: JsonObject = {};
    for (const [name, program] of variables) values[name] = program.evaluate({ ...input, variables: values }, options);
    return validations.flatMap((validation) => objection(validation, { ...input, variables: values }, options));
  } catch (error) {
    return [faultOf(error)];
  }
}

type Options = Parameters<CelProgram['evaluate']>[1];

function objection(validation: Validation, input: Record<string, JsonValue>, options: Options): readonly Objection[] {
  try {
    if (validation.program.evaluate(input, options) === true) return [];
    const { message, reason } = validation;
    return [{ message: computed(validation, input, options) ?? message, reason, isFault: false }];
  } catch (error) {
    return [faultOf(error)];
  }
}

/** A message that cannot be computed, or is no line of text, gives way to the one that is written down. */
function computed(
  { messageProgram }: Validation,
  input: Record<string, JsonValue>,
  options: Options,
): string | undefined {
  try {
    const text = messageProgram?.evaluate(input, options);
    return typeof text === 'string' && text.trim() !== '' && !text.trim().includes('\n') ? text.trim() : undefined;
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
}

function faultOf(error: unknown): Objection {
  if (error instanceof CelError) return { message: error.message, reason: 'Invalid', isFault: true };
  throw error;
}

function rulesOf(policy: ApiObject): Compiled {
  let rules = compiled.get(policy);
  if (rules === undefined) {
    const expression = (rule: JsonObject): string => textAt(rule, 'expression') ?? '';
    const condition = (rule: JsonObject): CelProgram =>
      compileCel(expression(rule), { variables: names, isCondition: true });
    rules = {
      conditions: objectsAt(policy, 'spec', 'matchConditions').map(condition),
      variables: objectsAt(policy, 'spec', 'variables').map((rule) => [
        textAt(rule, 'name') ?? '',
        compileCel(expression(rule), { variables: names }),
      ]),
      validations: objectsAt(policy, 'spec', 'validations').map((rule) => validationOf(rule, condition(rule))),
    };
    compiled.set(policy, rules);
  }
  return rules;
}

function validationOf(rule: JsonObject, program: CelProgram): Validation {
  const messageExpression = textAt(rule, 'messageExpression') ?? '';
  const message = (textAt(rule, 'message') ?? '').trim();
  return {
    program,
    messageProgram: messageExpression === '' ? undefined : compileCel(messageExpression, { variables: names }),
    message: message === '' ? `failed expression: ${(textAt(rule, 'expression') ?? '').trim()}` : message,
    reason: textAt(rule, 'reason') ?? 'Invalid',
  };
}

function inputOf(request: AdmissionRequest, params: ApiObject | null): Record<string, JsonValue> {
  const { draft, old, resource, namespace, context } = request;
  const namespaceObject = resource.namespaced ? context.lookup('/namespaces', '', namespace) : undefined;
  return {
    object: draft ?? null,
    oldObject: old === undefined ? null : resource.convert(old),
    request: requestOf(request),
    params,
    namespaceObject: namespaceObject ?? null,
    variables: {},
  };
}

function requestOf({ operation, resource, namespace, name, options }: AdmissionRequest): JsonObject {
  const { group, version, kind } = resource;
  const gvk = { group, version, kind };
  const gvr = { group, version, resource: resource.resource };
  return {
    kind: gvk,
    resource: gvr,
    subResource: options.subresource,
    requestKind: gvk,
    requestResource: gvr,
    requestSubResource: options.subresource,
    name,
    namespace: resource.namespaced ? namespace : '',
    operation,
    userInfo: userInfo(options.user),
    dryRun: options.dryRun,
  };
}

/** Whether an expression that cannot be evaluated refuses the request. */
export function failsOnFault(policy: ApiObject): boolean {
  return objectAt(policy, 'spec')['failurePolicy'] !== 'Ignore';
}
