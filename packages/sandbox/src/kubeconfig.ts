/** A kubeconfig with one context; the text is YAML that needs no quoting beyond JSON strings. */
export function kubeconfigText(url: string, token: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: sandbox
  cluster:
    server: ${JSON.stringify(url)}
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
