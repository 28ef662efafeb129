import * as z from 'zod';
import { duration } from '../meta/fields.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const namespace = z
  .string()
  .min(1)
  .max(253)
  .optional()
  .meta({ description: 'Namespace of the object; that of the Gate where absent.' });

const kustomizationReady = z
  .object({
    name: z.string().min(1).max(253).meta({ description: 'Name of the Kustomization.' }),
    namespace,
    revision: z.enum(['Target', 'Any']).default('Target').meta({
      description: "Target: it must be Ready at the revision of the Gate's target. Any: at whatever revision it is.",
    }),
  })
  .meta({ description: 'A Kustomization is Ready.' });

const noFailedReconciles = z
  .object({
    for: duration('For how long there was none.').default('10m'),
    namespace,
  })
  .meta({ description: 'No Kustomization and no GitRepository of a namespace failed for a while.' });

const objectMeets = z
  .object({
    apiVersion: z.string().min(1).max(317).meta({ description: 'API group and version of the object.' }),
    expression: z.string().min(1).max(4096).meta({ description: 'CEL condition over self, the object.' }),
    kind: z.string().min(1).max(63).meta({ description: 'Kind of the object.' }),
    name: z.string().min(1).max(253).meta({ description: 'Name of the object.' }),
    namespace,
  })
  .meta({ description: 'An object meets a condition. It is read as spec.serviceAccountName, which must be given.' });

const fact = z
  .object({
    kustomizationReady: kustomizationReady.optional(),
    name: z.string().min(1).max(63).regex(dnsLabel).meta({ description: 'How messages name the fact.' }),
    noFailedReconciles: noFailedReconciles.optional(),
    objectMeets: objectMeets.optional(),
  })
  .meta({
    description: 'Something that the cluster itself shows.',
    'x-kubernetes-validations': [
      {
        message: 'exactly one of kustomizationReady, noFailedReconciles and objectMeets must be set',
        rule: '[has(self.kustomizationReady), has(self.noFailedReconciles), has(self.objectMeets)].filter(x, x).size() == 1',
      },
    ],
  });

/** `spec.facts` of a Gate. */
export const facts = z
  .array(fact)
  .max(10)
  .optional()
  .meta({
    description: 'Facts that the Gate is bound to; all must hold.',
    'x-kubernetes-list-map-keys': ['name'],
    'x-kubernetes-list-type': 'map',
  });
export type GateFact = z.infer<typeof fact>;

/** `status.facts` of a Gate. */
export const observedFacts = z
  .array(
    z
      .object({
        holds: z.boolean().meta({ description: 'Whether it holds.' }),
        lastFailureTime: z
          .string()
          .optional()
          .meta({ format: 'date-time', description: 'When a reconcile failed last, as far as that is known.' }),
        message: z.string().max(1024).meta({ description: 'Why, or why not.' }),
        name: z.string().meta({ description: 'Name of the fact.' }),
      })
      .meta({ description: 'What was seen of a fact.' }),
  )
  .optional()
  .meta({ description: 'What was last seen of spec.facts.' });
export type ObservedFact = NonNullable<z.infer<typeof observedFacts>>[number];
