import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { required, tooMany } from '../validation/causes.ts';
import { eachOf, oneOf } from './rule.ts';

const actions = ['Restart', 'RestartAllContainers'];
const mostRules = 20;
const mostCodes = 255;

/** The restart policy of one container, and its rules. */
export function restartPolicyCauses(container: JsonObject, path: string): readonly Cause[] {
  const count = listAt(container, 'restartPolicyRules').length;
  const isMissing = container['restartPolicy'] === undefined && count > 0;
  return [
    ...(isMissing
      ? [required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used')]
      : oneOf(container, 'restartPolicy', path, ['Always', 'Never', 'OnFailure'])),
    ...(count > mostRules ? [tooMany(`${path}.restartPolicyRules`, count, mostRules)] : []),
    ...eachOf(container, 'restartPolicyRules', path, ruleCauses),
  ];
}

function ruleCauses(rule: JsonObject, path: string): readonly Cause[] {
  const { exitCodes } = rule;
  return [
    ...oneOf({ action: '', ...rule }, 'action', path, actions),
    ...(isJsonObject(exitCodes)
      ? exitCodeCauses(exitCodes, `${path}.exitCodes`)
      : [required(`${path}.exitCodes`, 'must be specified')]),
  ];
}

function exitCodeCauses(codes: JsonObject, path: string): readonly Cause[] {
  const count = listAt(codes, 'values').length;
  return [
    ...oneOf({ operator: '', ...codes }, 'operator', path, ['In', 'NotIn']),
    ...(count > mostCodes ? [tooMany(`${path}.values`, count, mostCodes)] : []),
  ];
}
