import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonObject, loadSchemaFacts, stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { splitApiVersion, textAt } from '../api-object.ts';
import { StatusError, badRequest, invalid } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { goType, goTypeOfKind } from '../go-types/go-types.ts';
import { fitSchema } from './fit-schema.ts';
import type { Misfit } from './misfit.ts';
import type { Resource } from './resource.ts';
import type { WriteOptions } from './write-options.ts';

/**
 * Turns a decoded body into an object of the resource: kind checked, unknown fields handled as the request asks, defaults
 * applied. The value is changed in place.
 *
 * @throws StatusError 400 for another kind, a wrong type, or an unknown field under `fieldValidation=Strict`.
 */
export function decodeObject(
  resource: Resource,
  value: JsonValue,
  options: WriteOptions,
  strictErrors: readonly string[] = [],
): ApiObject {
  const draft = asObject(resource, value);
  const unknown = resource.custom === undefined ? fitBuiltin(resource, draft) : fitCustom(resource, draft);
  reportStrictErrors(
    resource,
    [...strictErrors, ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`)],
    options,
  );
  return draft;
}

function asObject(resource: Resource, value: JsonValue): ApiObject {
  if (!isJsonObject(value))
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goWord(value)} into Go value of type struct`,
    );
  if (resource.origin === 'custom') requireCustomKind(resource, value);
  value['apiVersion'] ??= resource.apiVersion;
  value['kind'] ??= resource.kind;
  if (value['kind'] !== resource.kind || value['apiVersion'] !== resource.apiVersion) {
    throw otherKind(resource, value);
  }
  if (value['metadata'] === undefined || value['metadata'] === null) value['metadata'] = {};
  forgetOwners(value['metadata']);
  return value as ApiObject;
}

/** An empty list of managers asks to forget them all; Go would leave it out like one that is not there. */
function forgetOwners(metadata: JsonValue): void {
  if (!isJsonObject(metadata)) return;
  const { managedFields } = metadata;
  if (Array.isArray(managedFields) && managedFields.length === 0) metadata['managedFields'] = [{}];
}

const summaryLength = 30;

/** A custom resource says its own kind: nothing else tells what it is. */
function requireCustomKind(resource: Resource, value: JsonObject): void {
  const kind = textAt(value, 'kind') ?? '';
  if (kind === '') {
    const text = stringifyJson(value);
    const summary = text.length > summaryLength ? `${text.slice(0, summaryLength)} ...` : text;
    const reason = `Object 'Kind' is missing in '${text}' (${summary})`;
    throw badRequest(`the object provided is unrecognized (must be of type ${resource.kind}): ${reason}`);
  }
  if (kind === resource.kind || textAt(value, 'apiVersion') !== resource.apiVersion) return;
  const cause = invalidValue('kind', kind, `must be ${resource.kind}`);
  throw invalid({ group: resource.group, kind }, textAt(value, 'metadata', 'name') ?? '', [cause]);
}

/** What the server says of an object of another kind depends on whether it knows that kind. */
function otherKind(resource: Resource, value: JsonObject): StatusError {
  const apiVersion = textAt(value, 'apiVersion') ?? '';
  const kind = textAt(value, 'kind') ?? '';
  const misfit = resource.origin === 'builtin' ? misfitAs(apiVersion, kind, value) : undefined;
  return misfit === undefined
    ? badRequest(otherKindText(resource, apiVersion, kind))
    : new MistypedError(resource, misfit);
}

/** The server decodes an object as the kind that it says it is, and complains of that first. */
function misfitAs(apiVersion: string, kind: string, value: JsonObject): Misfit | undefined {
  const schema = loadSchemaFacts().typeOf(apiVersion, kind);
  if (schema === undefined) return undefined;
  return fitSchema(cloneJson(value), schema, goTypeOfKind(apiVersion, kind)).mistyped[0];
}

function otherKindText(resource: Resource, apiVersion: string, kind: string): string {
  const { group, version } = splitApiVersion(apiVersion);
  const facts = loadSchemaFacts();
  const expected = resource.kind;
  const isListed =
    kind.endsWith('List') && (kind === 'List' || facts.kind(apiVersion, kind.replace(/List$/, '')) !== undefined);
  if (resource.origin !== 'builtin' || (kind === expected && group !== resource.group)) {
    return `the API version in the data (${apiVersion}) does not match the expected API version (${resource.apiVersion})`;
  }
  const handled = `${kind} in version "${version}" cannot be handled as a ${expected}`;
  if (facts.kind(apiVersion, kind) === undefined && !isListed) {
    return `${handled}: no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  }
  const internal = (name: string): string => (name === '' ? 'core' : (name.split('.')[0] ?? ''));
  return `${handled}: converting (${version}.${kind}) to (${internal(resource.group)}.${expected}): unknown conversion`;
}

/** An object whose values do not fit its fields. */
export class MistypedError extends StatusError {
  readonly misfit: Misfit;

  constructor({ kind, version }: Pick<Resource, 'kind' | 'version'>, misfit: Misfit) {
    super(400, 'BadRequest', `${kind} in version "${version}" cannot be handled as a ${kind}: ${misfit.json}`);
    this.misfit = misfit;
  }
}

function goWord(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

function fitBuiltin(resource: Resource, draft: ApiObject): readonly string[] {
  const { schema } = resource;
  if (schema === undefined) return [];
  const { unknown, mistyped } = fitSchema(draft, schema, goTypeOfKind(resource.apiVersion, resource.kind));
  const [first] = mistyped;
  if (first !== undefined) throw new MistypedError(resource, first);
  resource.strategy.setDefaults?.(draft);
  return unknown;
}

/** Metadata of every kind has one type, and that type says what does not go into it. */
function checkMetadata(resource: Resource, draft: ApiObject): void {
  const schema = loadSchemaFacts().typeOf('v1', 'ConfigMap')?.field('metadata');
  if (schema === undefined) return;
  const metadata = cloneJson(draft.metadata as JsonObject);
  const [first] = fitSchema(metadata, schema, goType('meta.v1.ObjectMeta')).mistyped;
  if (first !== undefined) throw new MistypedError(resource, first);
}

function fitCustom(resource: Resource, draft: ApiObject): readonly string[] {
  checkMetadata(resource, draft);
  const unknown = resource.custom?.prune(draft) ?? [];
  resource.custom?.applyDefaults(draft);
  return unknown;
}

function reportStrictErrors(
  resource: Resource,
  errors: readonly string[],
  { fieldValidation, warnings }: WriteOptions,
): void {
  if (errors.length === 0 || fieldValidation === 'Ignore') return;
  if (fieldValidation === 'Warn') {
    warnings.push(...errors);
    return;
  }
  const { kind, version } = resource;
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${errors.join(', ')}`,
  );
}
