import * as z from 'zod';

const conditionTypePattern =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;

/** One entry of `status.conditions`, as Kubernetes' own `metav1.Condition`. */
export const Condition = z
  .object({
    lastTransitionTime: z
      .string()
      .meta({ format: 'date-time', description: 'When the condition last changed, RFC 3339.' }),
    message: z.string().max(32768).meta({ description: 'What happened, for people; may be empty.' }),
    observedGeneration: z
      .int()
      .min(0)
      .optional()
      .meta({ format: 'int64', description: 'The metadata.generation that the condition speaks of.' }),
    reason: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/)
      .meta({ description: 'Why, as one CamelCase word for programs.' }),
    status: z.enum(['True', 'False', 'Unknown']).meta({ description: 'True, False or Unknown.' }),
    type: z
      .string()
      .max(316)
      .regex(conditionTypePattern)
      .meta({ description: 'What the condition is about, in CamelCase.' }),
  })
  .meta({ description: 'One aspect of the state of the object.' });
export type Condition = z.infer<typeof Condition>;

/** `status.conditions` with a description of its own. */
export function conditions(description: string) {
  return z.array(Condition).optional().meta({ description });
}
