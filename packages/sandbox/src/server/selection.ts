import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';
import { badRequest } from '../status-error.ts';

export type ObjectFilter = (object: ApiObject) => boolean;

/** Which objects of a list or watch are wanted; `undefined` for all of them. Fails with 400 on selectors that are none. */
export function selection(resource: Resource, query: URLSearchParams, name = ''): ObjectFilter | undefined {
  const filters = [
    ...(name === '' ? [] : [(object: ApiObject) => object.metadata.name === name]),
    ...labelFilters(query.get('labelSelector') ?? ''),
    ...fieldFilters(resource, query.get('fieldSelector') ?? ''),
  ];
  return filters.length === 0 ? undefined : (object) => filters.every((filter) => filter(object));
}

type LabelTest = (value: string | undefined) => boolean;

const setRequirement = /^(!?)\s*([^\s!=<>(),]+)\s*(?:(notin|in)\s*\(([^()]*)\)|(==|!=|=|<|>)\s*([^\s,()=!<>]*))?$/;

/** Splits at commas that are not within parentheses. */
function requirementsOf(selector: string): readonly string[] {
  return selector.trim() === '' ? [] : selector.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function labelFilters(selector: string): readonly ObjectFilter[] {
  return requirementsOf(selector).map((text) => {
    const match = setRequirement.exec(text);
    if (match === null) throw badRequest(`unable to parse requirement: found ${JSON.stringify(text)}`);
    const [, not = '', key = '', set, members, operator, value = ''] = match;
    const test = labelTest(not, set, members, operator, value);
    return (object) => test(object.metadata.labels?.[key]);
  });
}

function labelTest(not: string, set: string | undefined, members: string | undefined, operator: string | undefined, value: string): LabelTest {
  if (set !== undefined) return setTest(set, (members ?? '').split(',').map((member) => member.trim()));
  if (operator === undefined) return not === '' ? (found) => found !== undefined : (found) => found === undefined;
  if (operator === '!=') return (found) => found !== value;
  if (operator === '<') return (found) => found !== undefined && Number(found) < Number(value);
  if (operator === '>') return (found) => found !== undefined && Number(found) > Number(value);
  return (found) => found === value;
}

function setTest(set: string, members: readonly string[]): LabelTest {
  if (set === 'in') return (found) => found !== undefined && members.includes(found);
  return (found) => found === undefined || !members.includes(found);
}

function fieldFilters(resource: Resource, selector: string): readonly ObjectFilter[] {
  return requirementsOf(selector).map((text) => {
    const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(text);
    if (match === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${text}'`);
    const [, key = '', operator, value = ''] = match;
    const known = selectableFields(resource, undefined);
    if (known !== undefined && !Object.hasOwn(known, key)) throw badRequest(`field label not supported: ${key}`);
    return (object) => ((selectableFields(resource, object)?.[key] ?? '') === value) === (operator !== '!=');
  });
}

const emptyObject = { apiVersion: '', kind: '', metadata: {} } as ApiObject;

function selectableFields(resource: Resource, object: ApiObject | undefined): Readonly<Record<string, string>> {
  const subject = object ?? emptyObject;
  return {
    'metadata.name': subject.metadata.name ?? '',
    ...(resource.namespaced || resource.origin === 'builtin' ? { 'metadata.namespace': subject.metadata.namespace ?? '' } : {}),
    ...resource.strategy.selectableFields?.(subject),
  };
}
