import type { KubeObject, ObjectRef } from '@sluice/objects';
import { findObject } from '../../../connection/find-object.ts';
import type { Bootstrap } from '../bootstrap.ts';
import type { NewSecret, SecretTexts } from '../source-credentials.ts';

/** Looks whether the secret that will be needed can be made: the host of a key may not be there. */
export async function prepareSourceSecret(run: Bootstrap): Promise<void> {
  const existing = await findSecret(run);
  if (existing === undefined || !run.credentials.keeps(textsOf(existing))) await run.credentials.prepare?.();
}

/** Writes the secret with which the cluster reads the repository, and gives its key access there. */
export async function reconcileSourceSecret(run: Bootstrap): Promise<void> {
  const { context, credentials, sync } = run;
  const { progress } = context;
  const id = `${sync.namespace}/${sync.secretName}`;
  progress.action(`determining if source secret "${id}" exists`);
  const existing = await findSecret(run);
  if (existing !== undefined && credentials.keeps(textsOf(existing))) {
    // The key may have been taken away at the git host.
    const publicKey = textsOf(existing)['identity.pub'];
    if (publicKey !== undefined) await credentials.grantAccess?.(publicKey.trim(), false);
    progress.success('source secret up to date');
    return;
  }
  progress.action('generating source secret');
  const secret = await credentials.generate();
  if (secret.publicKey !== undefined) {
    progress.success(`public key: ${secret.publicKey}`);
    await credentials.grantAccess?.(secret.publicKey, true);
  }
  progress.action(`applying source secret "${id}"`);
  await writeSecret(run, existing, secret);
  progress.success('reconciled source secret');
}

function refOf({ sync }: Bootstrap): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', namespace: sync.namespace, name: sync.secretName };
}

function findSecret(run: Bootstrap): Promise<KubeObject | undefined> {
  return findObject(run.client, refOf(run), run.context.deadline);
}

function dataOf(secret: KubeObject): SecretTexts {
  return (secret['data'] as Record<string, string> | undefined) ?? {};
}

function textsOf(secret: KubeObject): SecretTexts {
  const decode = (value: string): string => Buffer.from(value, 'base64').toString('utf8');
  return Object.fromEntries(Object.entries(dataOf(secret)).map(([key, value]) => [key, decode(value)]));
}

/** Other keys of an existing secret stay; what is equal is not written. */
async function writeSecret(run: Bootstrap, existing: KubeObject | undefined, secret: NewSecret): Promise<void> {
  const { client, context, sync } = run;
  const data = Object.fromEntries(
    Object.entries(secret.data).map(([key, text]) => [key, Buffer.from(text, 'utf8').toString('base64')]),
  );
  const options = { fieldManager: 'sluice', signal: context.deadline };
  if (existing === undefined) {
    const metadata = { namespace: sync.namespace, name: sync.secretName };
    await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, data }, options);
    return;
  }
  const before = dataOf(existing);
  if (Object.entries(data).every(([key, value]) => before[key] === value)) return;
  await client.patch(refOf(run), { data }, { ...options, type: 'merge' });
}
