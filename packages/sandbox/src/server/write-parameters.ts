import { badRequest, invalid } from '../status-error.ts';
import type { DeleteOptions, WriteOptions } from '../registry/write-options.ts';
import type { JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { at, listAt, numberAt, textAt } from '../api-object.ts';
import type { ApiRequest } from './request.ts';
import { parseCount } from './list-options.ts';
import { decodeBody } from './decode-body.ts';

const longestManager = 128;

/** The parameters that writes share. */
export function writeOptions(request: ApiRequest): WriteOptions {
  const { query, user, warnings, info, headers } = request;
  return {
    user,
    warnings,
    dryRun: parseDryRun(query.getAll('dryRun')),
    fieldManager: query.get('fieldManager') || managerOf(headers['user-agent']),
    fieldValidation: parseValidation(query.get('fieldValidation')),
    subresource: info.subresource,
  };
}

/** The name under which a client without `fieldManager` owns fields: its program's. */
function managerOf(userAgent: string | undefined): string {
  const program = (userAgent ?? '').split('/')[0] ?? '';
  return program === '' ? 'unknown' : program.slice(0, longestManager);
}

function parseDryRun(values: readonly string[]): boolean {
  const given = values.filter((value) => value !== '');
  if (given.every((value) => value === 'All')) return given.length > 0;
  const causes = given.map((value) => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: "All"`,
    field: 'dryRun',
  }));
  throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', causes);
}

function parseValidation(text: string | null): WriteOptions['fieldValidation'] {
  if (text === null || text === '') return 'Warn';
  if (text === 'Strict' || text === 'Warn' || text === 'Ignore') return text;
  const message = `Unsupported value: ${JSON.stringify(text)}: supported values: "Ignore", "Strict", "Warn"`;
  throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [{ reason: 'FieldValueNotSupported', message, field: 'fieldValidation' }]);
}

/** Options of a deletion: from the body where there is one, otherwise from the query. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const { body, headers, query, user, warnings } = request;
  const given: JsonValue = body.length === 0 ? queryOptions(query) : decodeBody(body, headers['content-type']);
  if (!isJsonObject(given)) throw badRequest("couldn't get version/kind; json parse error: the body is not an object");
  const kind = textAt(given, 'kind');
  if (kind !== undefined && kind !== 'DeleteOptions') throw badRequest(`decoded object cannot be converted to DeleteOptions`);
  return {
    user,
    warnings,
    dryRun: parseDryRun([...query.getAll('dryRun'), ...listAt(given, 'dryRun').map(String)]),
    gracePeriodSeconds: numberAt(given, 'gracePeriodSeconds') ?? parseCount(query.get('gracePeriodSeconds')),
    propagationPolicy: parsePolicy(given),
    preconditions: {
      uid: textAt(given, 'preconditions', 'uid'),
      resourceVersion: textAt(given, 'preconditions', 'resourceVersion'),
    },
  };
}

function queryOptions(query: URLSearchParams): JsonValue {
  const policy = query.get('propagationPolicy');
  const orphan = query.get('orphanDependents');
  return {
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(orphan === null ? {} : { orphanDependents: orphan !== 'false' }),
  };
}

function parsePolicy(given: JsonValue): DeleteOptions['propagationPolicy'] {
  const orphan = at(given, 'orphanDependents');
  const policy = textAt(given, 'propagationPolicy');
  if (policy === undefined) return typeof orphan === 'boolean' ? (orphan ? 'Orphan' : 'Background') : undefined;
  if (policy === 'Background' || policy === 'Foreground' || policy === 'Orphan') return policy;
  const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan"`;
  throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [{ reason: 'FieldValueNotSupported', message, field: 'propagationPolicy' }]);
}
