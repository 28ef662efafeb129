import * as z from 'zod';
import { defineResource, type ResourceObject } from '../crd/resource.ts';
import { reconciledColumns } from '../meta/columns.ts';
import { conditions } from '../meta/condition.ts';
import { duration, lastHandledReconcileAt, localReference, observedGeneration } from '../meta/fields.ts';
import { facts, observedFacts } from './gate-facts.ts';

/** The hooks of a rollout; Flagger's names. */
export const gateHooks = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
  'rollback',
  'event',
] as const;
export type GateHook = (typeof gateHooks)[number];

const time = (description: string) =>
  z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a time as RFC 3339 has it')
    .meta({ format: 'date-time', description });

const who = z.string().min(1).max(253);
const why = z.string().max(1024);

const decision = {
  at: time('When it was made.'),
  by: who.meta({ description: 'Who made it.' }),
  id: z.string().min(1).max(128).optional().meta({
    description: 'Tells repeated requests apart: a request with the id of an earlier decision changes nothing.',
  }),
  reason: why.optional().meta({ description: 'Why.' }),
  state: z.enum(['Approved', 'Denied']).meta({ description: 'What was decided.' }),
  until: time('When it ends.').optional(),
};

const target = z
  .object({
    apiVersion: z
      .string()
      .min(1)
      .max(317)
      .default('flagger.app/v1beta1')
      .meta({ description: 'API group and version of the object.' }),
    kind: z.string().min(1).max(63).default('Canary').meta({ description: 'Kind of the object.' }),
    name: z.string().min(1).max(253).meta({ description: 'Name of the object, in the namespace of the Gate.' }),
  })
  .meta({ description: 'Whose rollout the Gate holds or lets through.' });

const spec = z
  .object({
    approval: z
      .enum(['Optional', 'Required'])
      .default('Optional')
      .meta({ description: 'Beside facts: whether the Gate also needs an approval, or opens by either.' }),
    decision: z
      .object(decision)
      .optional()
      .meta({ description: 'The decision of a person or a program; written by the command line and by the webhook.' }),
    expiry: duration('How long an approval lasts that does not say so itself.').default('1h'),
    facts,
    hook: z.enum(gateHooks).meta({ description: 'At which point of the rollout it is asked.' }),
    interval: duration('How often everything is looked at again; changes are seen at once.').default('10m'),
    secretRef: localReference('Secret with the key token, from which the path of the webhook is made.').optional(),
    serviceAccountName: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .meta({ description: 'ServiceAccount of the namespace as which facts are read.' }),
    suspend: z.boolean().optional().meta({ description: 'Nothing is looked at, and whoever asks is denied.' }),
    target,
  })
  .meta({ description: 'What must be so before a rollout goes on.' });

const status = z
  .object({
    conditions: conditions('The state of the Gate, one aspect each.'),
    expiry: z.string().optional().meta({ format: 'date-time', description: 'When the decision that counts now ends.' }),
    facts: observedFacts,
    factsDigest: z
      .string()
      .optional()
      .meta({ description: 'Digest of the part of the spec that status.facts speaks of.' }),
    history: z
      .array(z.object(decision).meta({ description: 'A decision.' }))
      .max(20)
      .optional()
      .meta({ description: 'The last decisions, the newest first.' }),
    lastHandledReconcileAt: lastHandledReconcileAt(),
    observedGeneration: observedGeneration(),
    state: z.enum(['Open', 'Closed', 'Denied']).optional().meta({ description: 'Whether a rollout may go on.' }),
    webhookPath: z
      .string()
      .optional()
      .meta({ description: "Path of the webhook: '/gate/' and the SHA-256 of token, name and namespace." }),
    who: z.string().optional().meta({ description: 'Who made the decision that counts now.' }),
    why: z.string().optional().meta({ description: 'Why the state is what it is.' }),
  })
  .meta({ description: 'What was observed of a Gate.' });

/** The kind Gate of `delivery.sluice.dev/v1alpha1`; upstream has no such kind. */
export const Gate = defineResource({
  group: 'delivery.sluice.dev',
  version: 'v1alpha1',
  kind: 'Gate',
  plural: 'gates',
  shortNames: [],
  categories: ['all', 'sluice'],
  description: 'Gate lets a rollout go on, or holds it, by decisions of people and by facts of the cluster.',
  columns: [
    { name: 'Target', type: 'string', jsonPath: '.spec.target.name' },
    { name: 'Hook', type: 'string', jsonPath: '.spec.hook' },
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { name: 'Who', type: 'string', jsonPath: '.status.who' },
    { name: 'Until', type: 'string', jsonPath: '.status.expiry' },
    ...reconciledColumns,
  ],
  spec,
  status,
});
export type Gate = ResourceObject<typeof spec, typeof status>;
export type GateSpec = Gate['spec'];
export type GateStatus = NonNullable<Gate['status']>;
export type GateDecision = NonNullable<GateSpec['decision']>;
export type GateState = NonNullable<GateStatus['state']>;
