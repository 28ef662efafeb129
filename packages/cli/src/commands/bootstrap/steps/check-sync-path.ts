import { Kustomization } from '@sluice/api';
import { UserError } from '../../../user-error.ts';
import { findObject } from '../../../connection/find-object.ts';
import type { Bootstrap } from '../bootstrap.ts';
import { cleanPath, specPath } from '../sync-path.ts';

/** Refuses to point a cluster that follows one folder at another: everything of the first would be pruned. */
export async function checkSyncPath({ client, context, sync }: Bootstrap): Promise<void> {
  const ref = { ...Kustomization.type, namespace: sync.namespace, name: sync.namespace };
  const spec = (await findObject(client, ref, context.deadline))?.['spec'] as { path?: string } | undefined;
  if (spec === undefined || cleanPath(spec.path ?? '') === sync.path) return;
  throw new UserError(
    `sync path configuration ("${specPath(sync.path)}") would overwrite path ("${spec.path ?? './'}") of existing Kustomization`,
    { hint: `use --path=${cleanPath(spec.path ?? '')}, or delete the Kustomization ${sync.namespace} first` },
  );
}
