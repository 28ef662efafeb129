/** The controllers that can be installed; all are, where `--components` does not say otherwise. */
export const componentNames: readonly string[] = [
  'source-controller',
  'kustomize-controller',
  'notification-controller',
];
