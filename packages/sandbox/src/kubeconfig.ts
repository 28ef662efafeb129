export interface KubeconfigParts {
  readonly url: string;
  readonly token: string;
  /** PEM of the certificate to trust; absent for a server that speaks plain HTTP. */
  readonly certificate?: string;
}

/** A kubeconfig with one context; the text is YAML that needs no quoting beyond JSON strings. */
export function kubeconfigText({ url, token, certificate }: KubeconfigParts): string {
  const trust =
    certificate === undefined ? '' : `\n    certificate-authority-data: ${Buffer.from(certificate).toString('base64')}`;
  return `apiVersion: v1
kind: Config
clusters:
- name: sandbox
  cluster:
    server: ${JSON.stringify(url)}${trust}
contexts:
- name: sandbox
  context:
    cluster: sandbox
    user: sandbox
current-context: sandbox
users:
- name: sandbox
  user:
    token: ${JSON.stringify(token)}
`;
}
