import type { KubeClient } from '@sluice/kube';
import type { CommandContext } from '../command-context.ts';
import type { ConfigRepository } from './config-repository.ts';
import type { Installer } from './installer.ts';
import type { SourceCredentials } from './source-credentials.ts';
import { checkSyncPath } from './steps/check-sync-path.ts';
import { confirmHealth } from './steps/confirm-health.ts';
import { reconcileComponents } from './steps/reconcile-components.ts';
import { prepareSourceSecret, reconcileSourceSecret } from './steps/reconcile-source-secret.ts';
import { reconcileSync } from './steps/reconcile-sync.ts';
import type { SyncOptions } from './sync-manifests.ts';

/** What the steps share. */
export interface Bootstrap {
  readonly context: CommandContext;
  readonly client: KubeClient;
  readonly repository: ConfigRepository;
  readonly installer: Installer;
  readonly credentials: SourceCredentials;
  readonly sync: SyncOptions;
  /** Creates the repository where a git host has an API for that. */
  prepareRepository?(): Promise<void>;
}

/**
 * Puts the components into the repository and the cluster, and lets the cluster follow the repository from then on. Every
 * step looks at what is there before it writes, so that the whole may be repeated after any end, and a repetition that
 * finds nothing to do writes nothing.
 */
export async function bootstrap(run: Bootstrap): Promise<void> {
  await checkSyncPath(run);
  await run.installer.check();
  await prepareSourceSecret(run);
  await run.prepareRepository?.();
  await reconcileComponents(run);
  await reconcileSourceSecret(run);
  await reconcileSync(run);
  await confirmHealth(run);
}
