import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { labelValueName, qualifiedName } from '../validation/names.ts';
import { blockCauses } from './addresses.ts';
import { nameCauses } from './named.ts';
import { eachOf } from './rule.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function nodeCauses(node: ApiObject): readonly Cause[] {
  const spec = objectAt(node, 'spec');
  const seen = new Set<string>();
  return [
    // A real server says so: where taints once stood.
    ...eachOf(spec, 'taints', 'metadata', (taint, path) => {
      const key = `${textAt(taint, 'effect') ?? ''} ${textAt(taint, 'key') ?? ''}`;
      const isRepeated = seen.has(key);
      seen.add(key);
      return [...taintCauses(taint, path), ...(isRepeated ? [repeatedTaint(taint, path)] : [])];
    }),
    ...listAt(spec, 'podCIDRs').flatMap((block, index) => blockCauses(block, `spec.podCIDRs[${index}]`)),
    ...familyCauses(listAt(spec, 'podCIDRs').map(String)),
  ];
}

function familyCauses(blocks: readonly string[]): readonly Cause[] {
  const families = new Set(blocks.map((block) => block.includes(':')));
  if (blocks.length < 2 || families.size === blocks.length) return [];
  return [invalidValue('spec.podCIDRs', [...blocks], 'may specify no more than one CIDR for each IP family')];
}

function taintCauses(taint: JsonObject, path: string): readonly Cause[] {
  const value = textAt(taint, 'value') ?? '';
  const problems = labelValueName(value);
  return [
    ...nameCauses(qualifiedName, textAt(taint, 'key') ?? '', `${path}.key`),
    ...(problems.length > 0 ? [invalidValue(`${path}.value`, value, problems.join(';'))] : []),
    ...effectCauses(textAt(taint, 'effect') ?? '', `${path}.effect`),
  ];
}

function effectCauses(effect: string, path: string): readonly Cause[] {
  if (effect === '') return [required(path, '')];
  return effects.includes(effect) ? [] : [unsupportedValue(path, effect, effects)];
}

function repeatedTaint(taint: JsonObject, path: string): Cause {
  const { key = '', value = '', effect = '', timeAdded = null } = taint;
  const cause = duplicateValue(path, { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded });
  return { ...cause, message: `${cause.message}: taints must be unique by key and effect pair` };
}
