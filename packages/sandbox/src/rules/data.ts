import type { JsonValue } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, tooLong } from '../validation/causes.ts';
import { configKeyProblems } from './config-key.ts';

const dataLimitBytes = 1024 * 1024;

/** Keys of the data of a ConfigMap or Secret. */
function dataKeyCauses(key: string, path: string): readonly Cause[] {
  const field = `${path}[${key}]`;
  return configKeyProblems(key).map((problem) => invalidValue(field, key, problem));
}

export function configMapCauses(map: ApiObject): readonly Cause[] {
  const data = objectAt(map, 'data');
  const binary = objectAt(map, 'binaryData');
  const twice = Object.keys(data).filter((key) => Object.hasOwn(binary, key));
  const size = [...Object.values(data), ...Object.values(binary)].reduce(
    (sum: number, value) => sum + String(value).length,
    0,
  );
  return [
    ...Object.keys(data).flatMap((key) => dataKeyCauses(key, 'data')),
    ...twice.map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...Object.keys(binary).flatMap((key) => dataKeyCauses(key, 'binaryData')),
    ...(size > dataLimitBytes ? [tooLong('[]', `may not be more than ${dataLimitBytes} bytes`)] : []),
  ];
}

/** What a type of Secret must hold. */
const keysOfType = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);
const jsonKeys = new Set(['.dockerconfigjson', '.dockercfg']);

export function secretCauses(secret: ApiObject): readonly Cause[] {
  const data = objectAt(secret, 'data');
  const type = textAt(secret, 'type') ?? '';
  const missing = (keysOfType.get(type) ?? []).filter((key) => data[key] === undefined);
  const isUnnamed =
    type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined;
  return [
    ...Object.keys(data).flatMap((key) => dataKeyCauses(key, 'data')),
    ...accountCauses(secret, type),
    ...missing.map((key) => required(`data[${key}]`, '')),
    ...(isUnnamed ? ['username', 'password'].map((key) => required(`data[${key}]`, '')) : []),
    ...(keysOfType.get(type) ?? []).filter((key) => jsonKeys.has(key)).flatMap((key) => jsonCauses(data[key], key)),
  ];
}

/** The token of an account says whose it is. */
function accountCauses({ metadata }: ApiObject, type: string): readonly Cause[] {
  const key = 'kubernetes.io/service-account.name';
  if (type !== 'kubernetes.io/service-account-token' || metadata.annotations?.[key]) return [];
  return [required(`metadata.annotations[${key}]`, '')];
}

function jsonCauses(value: JsonValue | undefined, key: string): readonly Cause[] {
  if (typeof value !== 'string') return [];
  const text = Buffer.from(value, 'base64').toString();
  try {
    JSON.parse(text);
    return [];
  } catch {
    return [invalidValue(`data[${key}]`, '<secret contents redacted>', goJsonError(text))];
  }
}

/** How Go words what is wrong with JSON, for the words that people begin with. */
function goJsonError(text: string): string {
  for (const word of ['null', 'true', 'false']) {
    const wrong = [...word].findIndex((letter, index) => text[index] !== letter);
    if (wrong > 0)
      return `invalid character '${text[wrong] ?? ''}' in literal ${word} (expecting '${word[wrong] ?? ''}')`;
  }
  return text.trim() === ''
    ? 'unexpected end of JSON input'
    : `invalid character '${text.slice(0, 1)}' looking for beginning of value`;
}

/** Data that was declared immutable stays as it is. */
export function immutableDataCauses(object: ApiObject, old: ApiObject): readonly Cause[] {
  if (old['immutable'] !== true) return [];
  const detail = 'field is immutable when `immutable` is set';
  if (object['immutable'] !== true) return [forbiddenField('immutable', detail)];
  const changed = ['data', 'binaryData'].filter((field) => !deepEqual(object[field], old[field]));
  return changed.map((field) => forbiddenField(field, detail));
}

export function secretUpdateCauses(secret: ApiObject, old: ApiObject): readonly Cause[] {
  const type = secret['type'];
  return [
    ...(type === old['type'] ? [] : [invalidValue('type', type, 'field is immutable')]),
    ...immutableDataCauses(secret, old),
  ];
}
