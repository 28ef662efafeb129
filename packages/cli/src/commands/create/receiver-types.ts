/** The types of Receiver that can be made of flags: generic-oidc needs more than fits there. */
export const receiverTypes: readonly string[] = [
  'generic',
  'generic-hmac',
  'github',
  'gitlab',
  'bitbucket',
  'harbor',
  'dockerhub',
  'quay',
  'gcr',
  'nexus',
  'acr',
  'cdevents',
];
