import type { KubeClient } from '@sluice/kube';
import { UserError } from '../../user-error.ts';

/** The oldest minor version of Kubernetes 1 that is supported; `kubeVersion` of the charts says the same. */
export const oldestMinor = 29;

/** `1.36.3`, as the server says. Throws `UserError` for an answer that names none. */
export async function readKubernetesVersion(client: KubeClient, signal: AbortSignal): Promise<string> {
  const { body } = await client.raw('/version', { signal });
  const version = /"gitVersion"\s*:\s*"v([0-9][^"]*)"/.exec(body)?.[1];
  if (version === undefined) throw new UserError(`${client.server} does not say which version of Kubernetes it is`);
  return version;
}

/** Whether a version is `1.29.0-0` or later: a pre-release counts as its release. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > 1 || (major === 1 && minor >= oldestMinor);
}
