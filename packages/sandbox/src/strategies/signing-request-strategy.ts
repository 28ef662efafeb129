import type { JsonObject } from '@sluice/objects';
import { FieldSet, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, objectsAt } from '../api-object.ts';
import { userInfo } from '../authorization/user-info.ts';
import { timestamp } from '../clock.ts';
import type { Strategy, StrategyContext } from '../registry/strategy.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField } from '../validation/causes.ts';

const decisions = new Set(['Approved', 'Denied']);

/** A request for a certificate says who asks, keeps its spec, and is approved at an endpoint of its own. */
export const signingRequestStrategy: Partial<Strategy> = {
  resetFields: FieldSet.ofFields(['spec'], ['status']),
  prepareForCreate: (draft, { user }) => {
    const { username = '', ...rest } = userInfo(user);
    const spec = objectAt(draft, 'spec');
    for (const field of ['uid', 'groups', 'extra']) delete spec[field];
    draft['spec'] = { ...spec, username, ...rest };
    draft['status'] = {};
  },
  prepareForUpdate: (draft, old) => keep(draft, old, 'spec'),
  prepareForStatusUpdate: (draft, old, context) => {
    keepDecisions(draft, old);
    stampConditions(draft, old, context);
  },
  validateStatusUpdate: decisionCauses,
  prepareForApproval: (draft, old, context) => {
    stampConditions(draft, old, context);
    const conditions = objectsAt(draft, 'status', 'conditions');
    const { conditions: _, ...status } = objectAt(old, 'status');
    draft['status'] = { ...status, ...(conditions.length === 0 ? {} : { conditions: [...conditions] }) };
  },
};

/** What was decided stays decided. */
function decisionCauses(draft: ApiObject, old: ApiObject): readonly Cause[] {
  const types = objectsAt(draft, 'status', 'conditions').map(({ type }) => type);
  return objectsAt(old, 'status', 'conditions')
    .filter((condition) => isDecision(condition) && !types.includes(condition['type']))
    .map(({ type }) =>
      forbiddenField('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`),
    );
}

function keep(draft: ApiObject, old: ApiObject, field: string): void {
  const value = old[field];
  if (value !== undefined) draft[field] = value;
}

/** Who writes the status decides nothing: as many decisions as before stay what they were. */
function keepDecisions(draft: ApiObject, old: ApiObject): void {
  const before = objectsAt(old, 'status', 'conditions').filter(isDecision);
  const status = objectAt(draft, 'status');
  const conditions = objectsAt(draft, 'status', 'conditions');
  if (conditions.filter(isDecision).length !== before.length) return;
  let next = 0;
  status['conditions'] = conditions.map((condition) =>
    isDecision(condition) ? (before[next++] ?? condition) : condition,
  );
}

function isDecision(condition: JsonObject): boolean {
  return decisions.has(String(condition['type']));
}

function stampConditions(draft: ApiObject, old: ApiObject, { now }: StrategyContext): void {
  for (const condition of objectsAt(draft, 'status', 'conditions')) {
    condition['lastUpdateTime'] ??= timestamp(now);
    condition['lastTransitionTime'] ??= sameBefore(old, condition)?.['lastTransitionTime'] ?? timestamp(now);
  }
}

function sameBefore(old: ApiObject, { type, status }: JsonObject): JsonObject | undefined {
  return objectsAt(old, 'status', 'conditions').find(
    (each) => isJsonObject(each) && each['type'] === type && each['status'] === status,
  );
}
