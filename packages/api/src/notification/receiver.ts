import * as z from 'zod';
import { defineResource, type ResourceObject } from '../crd/resource.ts';
import { reconciledColumns } from '../meta/columns.ts';
import { conditions } from '../meta/condition.ts';
import { duration, lastHandledReconcileAt, localReference, observedGeneration } from '../meta/fields.ts';
import { crossNamespaceReference } from './event-source.ts';

/** The types of upstream's Receiver. */
export const receiverTypes = [
  'generic',
  'generic-hmac',
  'generic-oidc',
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
] as const;
export type ReceiverType = (typeof receiverTypes)[number];

const validation = z
  .object({
    expression: z.string().meta({ description: 'CEL expression that must give true.' }),
    message: z.string().meta({ description: 'What is said when it gives false.' }),
  })
  .meta({ description: 'A condition on the claims of a token.' });

const variable = z
  .object({
    expression: z.string().meta({ description: 'CEL expression that gives the value.' }),
    name: z.string().meta({ description: 'Name under which others see it, as vars.<name>.' }),
  })
  .meta({ description: 'A named CEL expression over the claims of a token.' });

const oidcProvider = z
  .object({
    audience: z
      .string()
      .optional()
      .meta({ description: 'Audience that tokens must have; notification-controller where absent.' }),
    issuerURL: z
      .string()
      .regex(/^https?:\/\//)
      .meta({ description: 'Address of the issuer, as tokens name it.' }),
    validations: z.array(validation).min(1).meta({
      description: 'Conditions on the claims; all must hold. At least one, since issuers serve strangers too.',
    }),
    variables: z
      .array(variable)
      .optional()
      .meta({ description: 'Named expressions that validations may use, evaluated in order.' }),
  })
  .meta({ description: 'An issuer whose tokens are accepted.' });

const spec = z
  .object({
    events: z
      .array(z.string())
      .optional()
      .meta({ description: "Types of events that are handled, such as 'push'; all where absent." }),
    interval: duration('How often the Secret is read again.').default('10m'),
    oidcProviders: z
      .array(oidcProvider)
      .optional()
      .meta({
        description: 'Issuers of tokens, for the type generic-oidc.',
        'x-kubernetes-list-map-keys': ['issuerURL'],
        'x-kubernetes-list-type': 'map',
      }),
    resourceFilter: z
      .string()
      .optional()
      .meta({ description: 'CEL condition over res (metadata of a resource) and req (body of the request).' }),
    resources: z
      .array(
        z
          .object({
            ...crossNamespaceReference,
            filter: z
              .string()
              .optional()
              .meta({ description: 'CEL condition for these resources, beside resourceFilter.' }),
          })
          .meta({ description: 'Resources that a request wakes.' }),
      )
      .meta({ description: 'What a request wakes.' }),
    secretRef: localReference('Secret with the key token, that requests are checked with.').optional(),
    suspend: z.boolean().optional().meta({ description: 'Requests are refused.' }),
    type: z.enum(receiverTypes).meta({ description: 'Who sends the requests: decides how they are checked.' }),
  })
  .meta({
    description: 'Which requests wake which resources.',
    'x-kubernetes-validations': [
      {
        message: 'generic-oidc receivers must define at least one oidcProvider',
        rule: "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
      },
      {
        message: 'oidcProviders can only be set when type is generic-oidc',
        rule: "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
      },
      {
        message: 'secretRef cannot be set when type is generic-oidc',
        rule: "self.type != 'generic-oidc' || !has(self.secretRef)",
      },
      {
        message: 'secretRef is required when type is not generic-oidc',
        rule: "self.type == 'generic-oidc' || has(self.secretRef)",
      },
    ],
  });

const status = z
  .object({
    conditions: conditions('The state of the receiver, one aspect each.'),
    lastHandledReconcileAt: lastHandledReconcileAt(),
    observedGeneration: observedGeneration(),
    webhookPath: z
      .string()
      .optional()
      .meta({ description: "Path of the webhook: '/hook/' and the SHA-256 of token, name and namespace." }),
  })
  .meta({ description: 'What was observed of a receiver.' });

/** The kind Receiver of `notification.toolkit.fluxcd.io/v1`. */
export const Receiver = defineResource({
  group: 'notification.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Receiver',
  plural: 'receivers',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
  description: 'Receiver takes webhooks and wakes resources.',
  columns: reconciledColumns,
  spec,
  status,
});
export type Receiver = ResourceObject<typeof spec, typeof status>;
export type ReceiverSpec = Receiver['spec'];
export type ReceiverStatus = NonNullable<Receiver['status']>;
