import { Gate, type GateDecision } from '@sluice/api';
import { isConflict, type KubeClient } from '@sluice/kube';
import type { JsonObject, KubeObject, ObjectRef } from '@sluice/objects';
import { getObject, waitForObject } from '../../connection/wait-for-object.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

export interface DecideOptions {
  readonly reason?: string;
  /** Milliseconds. */
  readonly for?: number;
}

const verbs = {
  approve: { state: 'Approved', doing: 'approving' },
  deny: { state: 'Denied', doing: 'denying' },
} as const;

const maxTries = 5;
const longestReason = 1024;

/** `sluice gate approve NAME` and `sluice gate deny NAME`: decides in the user's name, and waits for what comes of it. */
export async function decideGate(
  context: CommandContext,
  verb: keyof typeof verbs,
  name: string,
  options: DecideOptions,
): Promise<void> {
  checkOptions(options);
  const { state, doing } = verbs[verb];
  const { progress, deadline } = context;
  const client = await context.client();
  const ref: ObjectRef = { ...Gate.type, namespace: context.options.namespace, name };
  const by = await userName(client, deadline);
  progress.action(`${doing} Gate ${name} in ${context.options.namespace} namespace as ${by}`);
  const decided = await store(client, ref, { state, by, ...options }, deadline);
  progress.waiting('waiting for notification-controller to take the decision');
  const settled = await waitForObject(client, ref, hasTaken(decided), {
    signal: deadline,
    what: `the decision on Gate ${name} to be taken; it is stored, and counts as soon as notification-controller runs`,
  });
  report(context, Gate.parse(settled), state);
}

function checkOptions({ reason = '', for: forMs }: DecideOptions): void {
  if (reason.length > longestReason) throw new UserError(`--reason is longer than ${String(longestReason)} characters`);
  if (forMs !== undefined && forMs <= 0) throw new UserError('--for must be longer than nothing');
}

/** Who the cluster takes the user for. */
async function userName(client: KubeClient, signal: AbortSignal): Promise<string> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
  const { status } = await client.create<KubeObject & { status?: { userInfo?: { username?: string } } }>(review, {
    signal,
  });
  const name = status?.userInfo?.username ?? '';
  if (name === '') throw new UserError('the cluster does not say who you are', { hint: 'kubectl auth whoami' });
  return name;
}

async function store(
  client: KubeClient,
  ref: ObjectRef,
  { state, by, reason, for: forMs }: DecideOptions & Pick<GateDecision, 'state' | 'by'>,
  signal: AbortSignal,
): Promise<Gate> {
  for (let attempt = 1; ; attempt++) {
    const gate = Gate.parse(await getObject(client, ref, signal));
    checkGate(gate);
    const now = Date.now();
    const decision: JsonObject = {
      state,
      by,
      at: new Date(now).toISOString(),
      reason: reason ?? null,
      until: forMs === undefined ? null : new Date(now + forMs).toISOString(),
      id: null,
    };
    // Nobody else's decision is overwritten unseen.
    const body: JsonObject = { metadata: { resourceVersion: gate.metadata.resourceVersion ?? '' }, spec: { decision } };
    try {
      return Gate.parse(await client.patch(ref, body, { type: 'merge', fieldManager: 'sluice', signal }));
    } catch (error) {
      if (!isConflict(error) || attempt === maxTries) throw error;
    }
  }
}

function checkGate({ metadata, spec }: Gate): void {
  const { name, namespace = '' } = metadata;
  if (spec.hook === 'event') throw new UserError(`Gate ${name} takes events, there is nothing to decide`);
  if (spec.suspend === true)
    throw new UserError(`Gate ${name} is suspended`, {
      hint: `kubectl -n ${namespace} patch gate ${name} --type=merge -p '{"spec":{"suspend":false}}'`,
    });
}

function hasTaken({ spec }: Gate): (object: KubeObject) => boolean {
  return (object) =>
    (object as Gate).status?.history?.some(({ at, by }) => at === spec.decision?.at && by === spec.decision?.by) ===
    true;
}

function report({ progress }: CommandContext, { spec, status }: Gate, wanted: GateDecision['state']): void {
  const { state = 'Closed', why = '' } = status ?? {};
  const what = `${spec.hook} of ${spec.target.kind} ${spec.target.name}`;
  const isAsWanted = state === (wanted === 'Approved' ? 'Open' : 'Denied');
  if (isAsWanted) progress.success(`${what} is ${state.toLowerCase()}: ${why}`);
  else progress.warning(`the decision is stored, but ${what} is ${state.toLowerCase()}: ${why}`);
}
