import type { ApiEndpoint } from './api-request.ts';

/** A kubeconfig (JSON is YAML) with one cluster, one user and one context. */
export function kubeconfigFor({
  url,
  token,
  ca,
  namespace,
}: ApiEndpoint & { readonly namespace?: string | undefined }): string {
  const cluster = {
    server: url,
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
  };
  const context = { cluster: 'test', user: 'test', ...(namespace === undefined ? {} : { namespace }) };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context }],
    'current-context': 'test',
  });
}
