import { Receiver, type ReceiverSpec } from '@sluice/api';
import { done, type Kind, type Outcome, proceed, readyCondition, type Run, type UnsupportedField } from '@sluice/core';
import { isForbidden, isNotFound } from '@sluice/kube';
import { CelError, compileCel, formatDuration, parseDuration } from '@sluice/objects';
import { secretTexts } from '../provider/resolve-target.ts';
import { outcomeOf } from './outcomes.ts';
import { verifications } from './verify.ts';
import { webhookPath } from './webhook-path.ts';

/** What one run knows. */
export interface ReceiverScope {
  readonly run: Run<Receiver>;
  readonly pathBefore: string | undefined;
}

/** Names that filters may use. */
export const filterVariables: readonly string[] = ['res', 'req'];

/** The kind Receiver: checks what it asks for, and gives it the path of its webhook. */
export const receiverKind: Kind<Receiver, ReceiverScope> = {
  type: Receiver.type,
  parse: (object) => Receiver.parse(object),
  unsupportedField,
  intervalMs: ({ spec }) => parseDuration(spec.interval),
  startMessage: () => 'reconciliation in progress',
  createScope: (run) => ({ run, pathBefore: run.status.webhookPath }),
  steps: [checkSpec, checkFilters, namePath],
  summarize,
  finalize: () => Promise.resolve(done),
};

function unsupportedField({ spec }: Receiver): UnsupportedField | undefined {
  if (verifications.has(spec.type)) return undefined;
  return { path: 'spec.type', detail: `requests of the type ${spec.type} cannot be checked yet` };
}

/** Rules of the CRD again: an API server that is older than them stored whatever came. */
function checkSpec({ run }: ReceiverScope): Promise<Outcome> {
  const problem = problemOf(run.object.spec);
  return Promise.resolve(problem === undefined ? proceed : outcomeOf('invalid', problem));
}

function problemOf(spec: ReceiverSpec): string | undefined {
  if (spec.secretRef === undefined) return 'secretRef is required when type is not generic-oidc';
  if ((spec.oidcProviders?.length ?? 0) > 0) return 'oidcProviders can only be set when type is generic-oidc';
  return undefined;
}

function checkFilters({ run }: ReceiverScope): Promise<Outcome> {
  const { resourceFilter, resources } = run.object.spec;
  for (const filter of [resourceFilter, ...resources.map(({ filter: each }) => each)]) {
    if (filter === undefined || filter === '') continue;
    try {
      compileCel(filter, { variables: filterVariables, isCondition: true });
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return Promise.resolve(outcomeOf('invalidExpression', error.message));
    }
  }
  return Promise.resolve(proceed);
}

async function namePath({ run }: ReceiverScope, signal: AbortSignal): Promise<Outcome> {
  const { namespace, name } = run.key;
  const secretName = run.object.spec.secretRef?.name ?? '';
  const place = `secret '${namespace}/${secretName}'`;
  try {
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: secretName };
    const token = secretTexts(await run.client.get(ref, { signal })).get('token') ?? '';
    if (token === '') return outcomeOf('tokenNotFound', `invalid ${place}: required field 'token' is missing or empty`);
    run.status.webhookPath = webhookPath(token, name, namespace);
    return done;
  } catch (error) {
    if (isNotFound(error)) return outcomeOf('tokenNotFound', `unable to read token from ${place}: it does not exist`);
    if (isForbidden(error)) return outcomeOf('tokenNotFound', `unable to read token from ${place}: access is denied`);
    throw error;
  }
}

function summarize({ run, pathBefore }: ReceiverScope, outcome: Outcome): void {
  if (outcome.kind === 'failed' || outcome.kind === 'stalled') {
    delete run.status.webhookPath;
    run.conditions.markFalse(readyCondition, outcome.reason, outcome.message);
    run.event({ severity: 'error', reason: outcome.reason, message: outcome.message });
    return;
  }
  const { webhookPath: path = '' } = run.status;
  run.conditions.markTrue(readyCondition, 'Succeeded', `Receiver initialized for path: ${path}`);
  if (path === pathBefore) return;
  const next = formatDuration(parseDuration(run.object.spec.interval));
  run.event({ severity: 'info', reason: 'Succeeded', message: `Reconciliation finished, next run in ${next}` });
}
