import type { Cause, StatusError } from '../status-error.ts';
import { badRequest, invalid } from '../status-error.ts';
import { invalidValue, tooLong, unsupportedValue } from '../validation/causes.ts';
import type { DeleteOptions, WriteOptions } from '../registry/write-options.ts';
import type { JsonObject, JsonValue } from '@sluice/objects';
import { at, listAt, numberAt, textAt } from '../api-object.ts';
import type { ApiRequest } from './request.ts';
import { parseCount } from './list-options.ts';
import { decodeOptions, goKind } from './decode-body.ts';

const longestManager = 128;

/** The parameters that writes share. */
export function writeOptions(request: ApiRequest): WriteOptions {
  const { query, user, warnings, info, headers } = request;
  const kind = optionKinds.get(info.verb) ?? 'CreateOptions';
  return {
    user,
    warnings,
    dryRun: parseDryRun(query.getAll('dryRun'), kind),
    fieldManager: parseManager(query.get('fieldManager') ?? '', kind) || managerOf(headers['user-agent']),
    fieldValidation: parseValidation(query.get('fieldValidation'), kind),
    subresource: info.subresource,
  };
}

/** The name under which a client without `fieldManager` owns fields: its program's. */
function managerOf(userAgent: string | undefined): string {
  const program = (userAgent ?? '').split('/')[0] ?? '';
  return program === '' ? 'unknown' : program.slice(0, longestManager);
}

function parseDryRun(values: readonly string[], kind: string): boolean {
  if (values.every((value) => value === 'All')) return values.length > 0;
  throw invalidOption(kind, unsupportedValue('dryRun', [...values], ['All']));
}

const optionKinds = new Map([
  ['create', 'CreateOptions'],
  ['update', 'UpdateOptions'],
  ['patch', 'PatchOptions'],
]);

function invalidOption(kind: string, cause: Cause): StatusError {
  return invalid({ group: 'meta.k8s.io', kind }, '', [cause]);
}

function parseManager(name: string, kind: string): string {
  if (Buffer.byteLength(name) > longestManager)
    throw invalidOption(kind, tooLong('fieldManager', `may not be more than ${longestManager} bytes`));
  const position = [...name].findIndex((character) => /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character));
  if (position === -1) return name;
  const code = ([...name][position] ?? '').codePointAt(0) ?? 0;
  const shown = `"${name.replaceAll(/[\u0000-\u001f]/g, escaped)}"`;
  const message = `Invalid value: ${shown}: invalid character U+${code.toString(16).toUpperCase().padStart(4, '0')} (at position ${position})`;
  throw invalidOption(kind, { reason: 'FieldValueInvalid', message, field: 'fieldManager' });
}

const shortEscapes = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** A control character as Go quotes it. */
function escaped(character: string): string {
  return shortEscapes.get(character) ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function parseValidation(text: string | null, kind: string): WriteOptions['fieldValidation'] {
  if (text === null || text === '') return 'Warn';
  if (text === 'Strict' || text === 'Warn' || text === 'Ignore') return text;
  throw invalidOption(kind, unsupportedValue('fieldValidation', text, ['', 'Ignore', 'Strict', 'Warn']));
}

/** Options of a deletion: from the body where there is one, otherwise from the query. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const { body, headers, query, user, warnings } = request;
  const given: JsonValue = body.length === 0 ? queryOptions(query) : decodeOptions(body, headers['content-type']);
  checkTypes(given);
  const kind = textAt(given, 'kind');
  if (kind !== undefined && kind !== 'DeleteOptions') {
    const version = textAt(given, 'apiVersion') ?? '';
    throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`);
  }
  return {
    user,
    warnings,
    dryRun: parseDryRun([...query.getAll('dryRun'), ...listAt(given, 'dryRun').map(String)], 'DeleteOptions'),
    gracePeriodSeconds: numberAt(given, 'gracePeriodSeconds') ?? parseCount(query.get('gracePeriodSeconds')),
    propagationPolicy: parsePolicy(given),
    preconditions: {
      uid: textAt(given, 'preconditions', 'uid'),
      resourceVersion: textAt(given, 'preconditions', 'resourceVersion'),
    },
  };
}

function preconditionsOf(query: URLSearchParams): JsonObject {
  const given = ['uid', 'resourceVersion'].map((key) => [key, query.get(key) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

const optionTypes = new Map([
  ['gracePeriodSeconds', { type: 'number', text: 'int64' }],
  ['orphanDependents', { type: 'boolean', text: 'bool' }],
  ['propagationPolicy', { type: 'string', text: 'v1.DeletionPropagation' }],
]);

function checkTypes(given: JsonValue): void {
  for (const [name, { type, text }] of optionTypes) {
    const value = at(given, name) ?? null;
    if (value === null || typeof value === type) continue;
    throw badRequest(
      `json: cannot unmarshal ${goKind(value)} into Go struct field DeleteOptions.${name} of type ${text}`,
    );
  }
}

function queryOptions(query: URLSearchParams): JsonValue {
  const policy = query.get('propagationPolicy');
  const orphan = query.get('orphanDependents');
  return {
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(orphan === null ? {} : { orphanDependents: orphan !== 'false' }),
    preconditions: preconditionsOf(query),
  };
}

function parsePolicy(given: JsonValue): DeleteOptions['propagationPolicy'] {
  const orphan = at(given, 'orphanDependents');
  const policy = textAt(given, 'propagationPolicy');
  if (policy === undefined) return typeof orphan === 'boolean' ? (orphan ? 'Orphan' : 'Background') : undefined;
  if (orphan !== undefined) {
    throw invalidOption(
      'DeleteOptions',
      invalidValue('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  }
  if (policy === 'Background' || policy === 'Foreground' || policy === 'Orphan') return policy;
  throw invalidOption(
    'DeleteOptions',
    unsupportedValue('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']),
  );
}
