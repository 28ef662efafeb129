import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import type { Settings } from './settings.ts';

type Owner = Pick<KubeObject, 'metadata'> & { readonly spec?: { readonly serviceAccountName?: string | undefined } };

/**
 * The service account in whose name a Kustomization is applied; empty stands for the controller's own. A name that is
 * empty or blank counts as none: whoever may write a Kustomization must not get past `--default-service-account` by it.
 */
export function accountOf({ spec }: Owner, { defaultServiceAccount }: Settings): string {
  const named = spec?.serviceAccountName?.trim() ?? '';
  return named === '' ? defaultServiceAccount.trim() : named;
}

/** The client that acts for a Kustomization, with the rights of its service account. */
export function clientOf(client: KubeClient, owner: Owner, settings: Settings): KubeClient {
  const account = accountOf(owner, settings);
  const { namespace = '' } = owner.metadata;
  return account === '' ? client : client.impersonate(`system:serviceaccount:${namespace}:${account}`);
}
