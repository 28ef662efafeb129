import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { parseImage } from '../images/image-reference.ts';
import type { RegistryCredentials } from '../images/registry-login.ts';
import { installFieldManager } from './apply-manifests.ts';
import { labelsOf } from './labels.ts';
import { imageOf, type ManifestOptions } from './manifest-options.ts';

/** Applies the Secret that `--image-pull-secret` names, with the credentials of the registry, for the kubelet. */
export async function applyPullSecret(
  client: KubeClient,
  options: ManifestOptions & { readonly imagePullSecret: string },
  credentials: RegistryCredentials,
  signal: AbortSignal,
): Promise<void> {
  await client.apply(pullSecretOf(options, credentials), { fieldManager: installFieldManager, force: true, signal });
}

function pullSecretOf(
  options: ManifestOptions & { readonly imagePullSecret: string },
  { username, password }: RegistryCredentials,
): KubeObject {
  const { host } = parseImage(imageOf(options, 'source-controller'));
  const server = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const config = JSON.stringify({ auths: { [server]: { username, password, auth } } });
  const { namespace, imagePullSecret: name } = options;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: labelsOf(namespace) },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
  };
}
