import { InvalidObjectError } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import { formatDuration, type JsonObject, type KubeObject, type ObjectRef } from '@sluice/objects';
import { findObject } from '../../connection/find-object.ts';
import { waitForObject } from '../../connection/wait-for-object.ts';
import { type CliKind, isStatic, readiness } from '../../kinds/cli-kind.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { manifestOf } from '../export/manifest.ts';
import { isSettled } from '../reconcile/reconcile.ts';

/** Flags of every `sluice create`. */
export interface CreateOptions {
  /** Milliseconds; absent for kinds that have none, and where the kind's own default is to hold. */
  readonly interval?: number;
  readonly export?: boolean;
  readonly label: readonly string[];
}

export interface CreateRequest {
  readonly kind: CliKind;
  /** As sentences name it: `GitRepository source`. */
  readonly human: string;
  readonly name: string;
  readonly spec: JsonObject;
  readonly options: CreateOptions;
  /** What must be there before the object is applied, such as its Secret; gives what it adds to the spec. */
  readonly prepare?: (() => Promise<JsonObject>) | undefined;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Creates an object, or gives the one that is there this spec and these labels, and waits until it is ready; gives its
 * state. With `--export` it is only printed, and there is no state.
 */
export async function createObject(context: CommandContext, request: CreateRequest): Promise<KubeObject | undefined> {
  const { progress } = context;
  const draft = objectOf(context, request);
  if (request.options.export === true) {
    context.terminal.out.write(manifestOf(draft));
    return undefined;
  }
  const client = await context.client();
  progress.generate(`generating ${request.human}`);
  const added = await request.prepare?.();
  const object = added === undefined ? draft : objectOf(context, { ...request, spec: { ...request.spec, ...added } });
  progress.action(`applying ${request.human}`);
  const outcome = await createOrReplace(client, object, context.deadline);
  progress.success(`${request.human} ${outcome}`);
  progress.waiting(`waiting for ${request.human} reconciliation`);
  return untilReady(context, client, refOf(object), request);
}

/** A duration as Go writes it into an object. */
export function durationField(milliseconds: number): string {
  if (milliseconds <= 0) throw new UserError('an interval must be longer than nothing');
  return formatDuration(milliseconds);
}

function objectOf(context: CommandContext, { kind, name, spec, options }: CreateRequest): KubeObject {
  checkName(name);
  const labels = labelsOf(options.label);
  const { namespace } = context.options;
  const interval = options.interval === undefined ? {} : { interval: durationField(options.interval) };
  const object = {
    ...kind.resource.type,
    metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
    spec: { ...interval, ...spec },
  };
  checkSchema(kind, object);
  return object;
}

/** What the API server would refuse is refused here, with `--export` too. */
function checkSchema({ resource }: CliKind, object: KubeObject): void {
  try {
    resource.parse(object);
  } catch (error) {
    if (error instanceof InvalidObjectError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

/** Upstream's rule for names. Throws `UserError`. */
export function checkName(name: string): void {
  if (namePattern.test(name)) return;
  throw new UserError(`name ${JSON.stringify(name)} is invalid`, {
    hint: 'a name has 2 to 63 lower-case letters, digits and -, and neither begins nor ends with -',
  });
}

/** The labels of `--label key=value`. Throws `UserError`. */
export function labelsOf(texts: readonly string[]): Record<string, string> | undefined {
  const entries = texts.map((text) => {
    const [key = '', value, ...rest] = text.split('=');
    if (key === '' || value === undefined || rest.length > 0)
      throw new UserError(`invalid label format '${text}', must be key=value`);
    return [key, value] as const;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

async function createOrReplace(
  client: KubeClient,
  object: KubeObject,
  signal: AbortSignal,
): Promise<'created' | 'updated'> {
  const options = { fieldManager: 'sluice', signal };
  const existing = await findObject(client, refOf(object), signal);
  if (existing === undefined) {
    await client.create(object, options);
    return 'created';
  }
  const { labels: _, ...metadata } = existing.metadata;
  await client.replace({ ...object, metadata: { ...metadata, ...object.metadata } }, options);
  return 'updated';
}

async function untilReady(
  context: CommandContext,
  client: KubeClient,
  ref: ObjectRef,
  { kind, human }: CreateRequest,
): Promise<KubeObject> {
  const wait = { signal: context.deadline, what: `${ref.kind} ${ref.name}` };
  const settled = await waitForObject(client, ref, isSettled(kind), wait);
  const { ready, message } = readiness(kind, settled);
  if (!isStatic(kind) && ready !== 'True') throw new UserError(`${human} reconciliation failed: '${message}'`);
  return settled;
}

function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
}
