import { loadKubeConfig, openKubeClient, type KubeClient } from '@sluice/kube';
import { version } from '../version.ts';
import type { GlobalOptions } from './global-options.ts';

/** The client of the user's own cluster: their kubeconfig may run login programs, which a controller's may not. */
export async function connect(options: GlobalOptions): Promise<KubeClient> {
  const connection = await loadKubeConfig({
    allowExec: true,
    kubeconfig: options.kubeconfig ?? process.env['KUBECONFIG'],
    context: options.context,
  });
  const client = openKubeClient({ connection, userAgent: `sluice/${version}` });
  return options.as === undefined ? client : client.impersonate(options.as);
}
