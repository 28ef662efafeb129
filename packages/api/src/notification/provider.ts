import * as z from 'zod';
import { defineResource, type ResourceObject } from '../crd/resource.ts';
import { ageColumn } from '../meta/columns.ts';
import { duration, durationWithoutHours, localReference } from '../meta/fields.ts';
import { deliveryStatus } from './delivery-status.ts';

/** The types of upstream's Provider, and after them ours. */
const providerTypes = [
  'slack',
  'discord',
  'msteams',
  'rocket',
  'generic',
  'generic-hmac',
  'github',
  'gitlab',
  'gitea',
  'giteapullrequestcomment',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
  'googlechat',
  'googlepubsub',
  'webex',
  'sentry',
  'azureeventhub',
  'telegram',
  'lark',
  'matrix',
  'opsgenie',
  'alertmanager',
  'grafana',
  'githubdispatch',
  'githubpullrequestcomment',
  'gitlabmergerequestcomment',
  'pagerduty',
  'datadog',
  'nats',
  'zulip',
  'otel',
  'zoom',
  'incident.io',
  'email',
] as const;
export type ProviderType = (typeof providerTypes)[number];

const withCommitStatus = ['github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket', 'azuredevops'];

const spec = z
  .object({
    address: z.string().max(2048).optional().meta({
      description: 'Where messages are sent; for most types a URL. A Secret with the key address overrides it.',
    }),
    certSecretRef: localReference(
      'Secret with the certificates for TLS: ca.crt, or tls.crt and tls.key, or all of them.',
    ).optional(),
    channel: z
      .string()
      .max(2048)
      .optional()
      .meta({ description: 'Channel of a chat; the recipients of e-mail, with commas between them.' }),
    commitStatusExpr: z
      .string()
      .optional()
      .meta({ description: 'CEL expression that gives the name of a commit status from event, alert and provider.' }),
    interval: duration('Deprecated and not used.').optional(),
    proxy: z
      .string()
      .max(2048)
      .regex(/^(http|https):\/\/.*$/)
      .optional()
      .meta({ description: 'Address of a proxy. Deprecated: use proxySecretRef.' }),
    proxySecretRef: localReference('Secret with the proxy (address, username, password).').optional(),
    secretRef: localReference('Secret with credentials; its keys depend on the type.').optional(),
    serviceAccountName: z
      .string()
      .optional()
      .meta({ description: 'Service account to authenticate with; azureeventhub, azuredevops and googlepubsub.' }),
    suspend: z.boolean().optional().meta({ description: 'Stops sending; events are dropped.' }),
    timeout: durationWithoutHours('How long one try may take; 15s where absent.').optional(),
    type: z.enum(providerTypes).meta({ description: 'What kind of service messages are sent to.' }),
    username: z.string().max(2048).optional().meta({ description: 'Name under which messages are posted.' }),
  })
  .meta({
    description: 'How messages are sent.',
    'x-kubernetes-validations': [
      {
        message: `spec.commitStatusExpr is only supported for the ${withCommitStatus.map((type) => `'${type}'`).join(', ')} provider types`,
        rule: `${withCommitStatus.map((type) => `self.type == '${type}'`).join(' || ')} || !has(self.commitStatusExpr)`,
      },
    ],
  });

/** The kind Provider of `notification.toolkit.fluxcd.io/v1beta3`, and the type `email` beside upstream's. Its status is ours. */
export const Provider = defineResource({
  group: 'notification.toolkit.fluxcd.io',
  version: 'v1beta3',
  kind: 'Provider',
  plural: 'providers',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
  description: 'Provider says how messages reach people or other systems.',
  columns: [ageColumn],
  spec,
  status: deliveryStatus,
});
export type Provider = ResourceObject<typeof spec, typeof deliveryStatus>;
export type ProviderSpec = Provider['spec'];
