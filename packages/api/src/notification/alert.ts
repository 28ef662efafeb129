import * as z from 'zod';
import { defineResource, type ResourceObject } from '../crd/resource.ts';
import { ageColumn } from '../meta/columns.ts';
import { localReference } from '../meta/fields.ts';
import { crossNamespaceReference, deliveryKinds, sourceKinds } from './event-source.ts';
import { deliveryStatus } from './delivery-status.ts';

const eventSource = {
  ...crossNamespaceReference,
  kind: z.enum([...sourceKinds, ...deliveryKinds]).meta({ description: 'Kind of the objects.' }),
};

const spec = z
  .object({
    eventMetadata: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Added to the metadata of each event; what its controller said wins.' }),
    eventSeverity: z
      .enum(['info', 'error'])
      .default('info')
      .meta({ description: 'Lowest severity that is sent: info sends everything.' }),
    eventSources: z
      .array(z.object(eventSource).meta({ description: 'Objects whose events are sent.' }))
      .meta({ description: 'Whose events are sent.' }),
    exclusionList: z
      .array(z.string())
      .optional()
      .meta({ description: 'Regular expressions (RE2); a message that one of them matches is not sent.' }),
    inclusionList: z.array(z.string()).optional().meta({
      description: 'Regular expressions (RE2); where given, only messages that one of them matches are sent.',
    }),
    providerRef: localReference('The Provider that sends, in the namespace of the Alert.'),
    summary: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'Short text that is added to each event. Deprecated: use eventMetadata.' }),
    suspend: z.boolean().optional().meta({ description: 'Stops sending.' }),
  })
  .meta({ description: 'Which events are sent where.' });

/** The kind Alert of `notification.toolkit.fluxcd.io/v1beta3`. Its status is ours. */
export const Alert = defineResource({
  group: 'notification.toolkit.fluxcd.io',
  version: 'v1beta3',
  kind: 'Alert',
  plural: 'alerts',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-notifications'],
  description: 'Alert sends events of some objects to a Provider.',
  columns: [ageColumn],
  spec,
  status: deliveryStatus,
});
export type Alert = ResourceObject<typeof spec, typeof deliveryStatus>;
export type AlertSpec = Alert['spec'];
