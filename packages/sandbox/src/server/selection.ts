import type { FieldSelector } from '@sluice/objects';
import { SelectorError, matchesFields, matchesLabels, parseFieldSelector, parseLabelSelector } from '@sluice/objects';
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

function labelFilters(text: string): readonly ObjectFilter[] {
  if (text.trim() === '') return [];
  const selector = parsed(() => parseLabelSelector(text));
  return [(object) => matchesLabels(selector, object.metadata.labels)];
}

function fieldFilters(resource: Resource, text: string): readonly ObjectFilter[] {
  if (text.trim() === '') return [];
  const selector = parsed(() => parseFieldSelector(text));
  requireKnownFields(resource, selector);
  return [
    (object) => {
      const fields = selectableFields(resource, object);
      return matchesFields(selector, (field) => fields[field]);
    },
  ];
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

function requireKnownFields(resource: Resource, selector: FieldSelector): void {
  const known = selectableFields(resource, emptyObject);
  const unknown = selector.find(({ field }) => !Object.hasOwn(known, field));
  if (unknown === undefined) return;
  // Kinds with fields of their own name the wrong one, the others list the right ones.
  const isPlain = resource.origin === 'builtin' && resource.strategy.selectableFields === undefined;
  if (resource.table === 'batch/jobs') throw badRequest(`field label "${unknown.field}" not supported for Job`);
  if (!isPlain) throw badRequest(`field label not supported: ${unknown.field}`);
  throw badRequest(`"${unknown.field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

const emptyObject = { apiVersion: '', kind: '', metadata: {} } as ApiObject;

function selectableFields(resource: Resource, subject: ApiObject): Readonly<Record<string, string>> {
  const { name = '', namespace = '' } = subject.metadata;
  return {
    'metadata.name': name,
    ...(resource.namespaced || resource.origin === 'builtin' ? { 'metadata.namespace': namespace } : {}),
    ...resource.strategy.selectableFields?.(resource.convert(subject)),
  };
}
