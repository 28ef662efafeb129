import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue, ManagedFieldsEntry } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { customResourceType } from '../custom-type/custom-type.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import { loadSchemaFacts } from '../facts/load-schema-facts.ts';
import { customResource } from '../../fixtures/managed-fields/sequences.ts';
import { conflictMessage } from './conflicts.ts';
import type { FieldManagerContext } from './field-manager.ts';
import { FieldSet } from './field-set.ts';
import { applyServerSide } from './server-side-apply.ts';
import { updateManagedFields } from './update-managed-fields.ts';

/** What a real API server (v1.36.3) made of sequences of requests; recorded by fixtures/managed-fields/record.ts. */
interface Step {
  readonly verb: 'create' | 'update' | 'apply' | 'merge' | 'strategic' | 'json';
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: string;
  readonly body: JsonObject;
  readonly before: JsonObject | null;
  readonly status: number;
  readonly after: JsonObject;
}

const sequences = JSON.parse(
  readFileSync(new URL('../../fixtures/managed-fields/recorded.json', import.meta.url), 'utf8'),
) as { name: string; steps: Step[] }[];

const definition = customResource as unknown as { spec: { versions: { schema: { openAPIV3Schema: JsonObject } }[] } };
const widgetType = customResourceType(definition.spec.versions[0]?.schema.openAPIV3Schema);

function typeOf(object: JsonObject): TypeSchema | undefined {
  const kind = String(object['kind']);
  return kind === 'Widget' ? widgetType : loadSchemaFacts().typeOf(String(object['apiVersion']), kind);
}

function contextOf(step: Step, object: JsonObject): FieldManagerContext {
  const isStatus = step.subresource === 'status';
  return {
    manager: step.manager,
    apiVersion: String(object['apiVersion']),
    subresource: step.subresource,
    time: timeOf(step),
    schema: typeOf(object),
    builtIn: object['kind'] !== 'Widget',
    resetFields: isStatus ? FieldSet.ofFields(['spec'], ['metadata', 'labels']) : FieldSet.ofFields(['status']),
  };
}

function entriesOf(object: JsonObject): ManagedFieldsEntry[] {
  return (object['metadata'] as { managedFields?: ManagedFieldsEntry[] } | undefined)?.managedFields ?? [];
}

/** The time of the request on the real server, which decides the order of entries. */
function timeOf({ manager, verb, subresource, after }: Step): string | undefined {
  // A scale request leaves no time.
  if (subresource === 'scale') return undefined;
  const operation = verb === 'apply' ? 'Apply' : 'Update';
  const own = entriesOf(after).find(
    (entry) => entry.manager === manager && entry.operation === operation && entry.subresource === subresource,
  );
  const first = entriesOf(after).find((entry) => entry.manager === 'before-first-apply');
  return own?.time ?? first?.time ?? '2026-01-01T00:00:00Z';
}

/** Entries of built-in kinds to the byte; the real server sorts the keys of custom resources anew. */
function expectSameEntries(actual: JsonObject, expected: JsonObject): void {
  expect(entriesOf(actual)).toEqual(entriesOf(expected));
  if (expected['kind'] === 'Widget') return;
  expect(JSON.stringify(entriesOf(actual))).toBe(JSON.stringify(entriesOf(expected)));
}

/** Every field and list element of a value, by its path. */
function leavesOf(value: JsonValue | undefined, path: string, leaves: Map<string, JsonValue>): Map<string, JsonValue> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) leavesOf(item, `${path}[${index}]`, leaves);
  else if (isJsonObject(value))
    for (const [key, field] of Object.entries(value)) leavesOf(field, `${path}.${key}`, leaves);
  else if (value !== undefined && value !== null) leaves.set(path, value);
  return leaves;
}

/** The real result has defaults on top of ours, and canonical quantities; nothing else may differ. */
function expectSameFields(actual: JsonObject, { before, after }: Step): void {
  for (const field of ['spec', 'data', 'status']) {
    const ours = leavesOf(getOwn(actual, field), '', new Map());
    const theirs = leavesOf(getOwn(after, field), '', new Map());
    const earlier = leavesOf(before === null ? undefined : getOwn(before, field), '', new Map());
    for (const [path, value] of ours)
      expect([path, theirs.get(path)]).toEqual([path, path.endsWith('.cpu') ? '500m' : value]);
    for (const [path, value] of theirs) if (earlier.get(path) === value) expect(ours.has(path), path).toBe(true);
  }
}

const steps = sequences.flatMap(({ name, steps: own }) =>
  own.map((step, index): [string, Step] => [`${name}, step ${index + 1}: ${step.verb} by ${step.manager}`, step]),
);

describe('ownership, as on a real API server', () => {
  it.each(steps.filter(([, { verb, status }]) => verb === 'apply' && status < 300))('%s', (_title, step) => {
    const result = applyServerSide({
      ...contextOf(step, step.body),
      live: step.before ?? undefined,
      applied: step.body,
      force: step.force ?? false,
    });
    expect(result.conflicts).toEqual([]);
    expectSameFields(result.object, step);
    expectSameEntries(result.object, step.after);
  });

  it.each(steps.filter(([, { status }]) => status === 409))('%s is refused', (_title, step) => {
    const result = applyServerSide({
      ...contextOf(step, step.body),
      live: step.before ?? undefined,
      applied: step.body,
      force: false,
    });
    expect(conflictMessage(result.conflicts)).toBe(step.after['message']);
  });

  it.each(steps.filter(([, { verb, status }]) => verb !== 'apply' && status < 300))('%s', (_title, step) => {
    const metadata = { ...(step.after['metadata'] as JsonObject) };
    delete metadata['managedFields'];
    const sent = (step.body['metadata'] as JsonObject | undefined)?.['managedFields'];
    if (sent !== undefined) metadata['managedFields'] = sent;
    const next = updateManagedFields(
      step.before ?? undefined,
      { ...step.after, metadata },
      contextOf(step, step.after),
    );
    expectSameEntries(next, step.after);
  });

  it.each(steps.filter(([, { verb, status }]) => verb === 'apply' && (status === 500 || status === 400)))(
    '%s is refused as malformed',
    (_title, step) => {
      const message = String(step.after['message']).replace(/^failed to create typed patch object \([^)]*\): /, '');
      const apply = (): unknown =>
        applyServerSide({ ...contextOf(step, step.body), live: undefined, applied: step.body, force: false });
      // Go prints the value, which could be a secret.
      expect(apply).toThrow(message.replace(/got &.*/, 'got '));
    },
  );
});
