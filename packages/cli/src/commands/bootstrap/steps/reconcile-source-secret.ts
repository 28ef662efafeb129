import type { KubeObject } from '@sluice/objects';
import { findObject } from '../../../connection/find-object.ts';
import type { Bootstrap } from '../bootstrap.ts';
import type { NewSecret } from '../source-credentials.ts';

/** Writes the secret with which the cluster reads the repository, and gives its key access there. */
export async function reconcileSourceSecret(run: Bootstrap): Promise<void> {
  const { client, context, credentials, sync } = run;
  const { progress, deadline } = context;
  const id = `${sync.namespace}/${sync.secretName}`;
  progress.action(`determining if source secret "${id}" exists`);
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: sync.namespace, name: sync.secretName };
  const existing = await findObject(client, ref, deadline);
  if (existing !== undefined && !credentials.replacesExisting) {
    // The key may have been taken away at the git host, or the run before ended just here.
    const publicKey = dataOf(existing)['identity.pub'];
    if (publicKey !== undefined)
      await credentials.grantAccess?.(Buffer.from(publicKey, 'base64').toString('utf8').trim());
    progress.success('source secret up to date');
    return;
  }
  progress.action('generating source secret');
  const secret = await credentials.generate();
  if (secret.publicKey !== undefined) {
    progress.success(`public key: ${secret.publicKey}`);
    await credentials.grantAccess?.(secret.publicKey);
  }
  progress.action(`applying source secret "${id}"`);
  await writeSecret(run, existing, secret);
  progress.success('reconciled source secret');
}

function dataOf(secret: KubeObject): Readonly<Record<string, string>> {
  return (secret['data'] as Record<string, string> | undefined) ?? {};
}

/** Other keys of an existing secret stay; what is equal is not written. */
async function writeSecret(
  { client, context, sync }: Bootstrap,
  existing: KubeObject | undefined,
  secret: NewSecret,
): Promise<void> {
  const data = Object.fromEntries(
    Object.entries(secret.data).map(([key, text]) => [key, Buffer.from(text, 'utf8').toString('base64')]),
  );
  const options = { fieldManager: 'sluice', signal: context.deadline };
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: sync.namespace, name: sync.secretName };
  if (existing === undefined) {
    const metadata = { namespace: sync.namespace, name: sync.secretName };
    await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, data }, options);
    return;
  }
  const before = dataOf(existing);
  if (Object.entries(data).every(([key, value]) => before[key] === value)) return;
  await client.patch(ref, { data }, { ...options, type: 'merge' });
}
