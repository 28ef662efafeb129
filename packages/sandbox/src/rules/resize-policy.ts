import type { JsonObject } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';

/** What becomes of a container whose resources change. The server names the list where an entry is wrong. */
export function resizePolicyCauses(container: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const list = `${path}.resizePolicy`;
  const seen = new Set<string>();
  const rule = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
  return objectsAt(container, 'resizePolicy').flatMap((policy, index) => {
    const resource = textAt(policy, 'resourceName') ?? '';
    const restart = textAt(policy, 'restartPolicy') ?? '';
    const isRepeated = seen.has(resource);
    seen.add(resource);
    return [
      ...(isRepeated ? [duplicateValue(`${list}[${index}]`, resource)] : []),
      ...wordCauses(resource, list, ['cpu', 'memory']),
      ...wordCauses(restart, list, ['NotRequired', 'RestartContainer']),
      ...(context.restartPolicy === 'Never' && restart !== 'NotRequired' ? [invalidValue(list, restart, rule)] : []),
    ];
  });
}

function wordCauses(word: string, field: string, words: readonly string[]): readonly Cause[] {
  if (word === '') return [required(field, '')];
  return words.includes(word) ? [] : [unsupportedValue(field, word, words)];
}
