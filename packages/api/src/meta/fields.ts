import * as z from 'zod';

const withHours = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;
const withoutHours = /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/;

/** A Go duration such as `1h30m`; kept as text, read with `parseDuration`. */
export function duration(description: string) {
  return z.string().regex(withHours).meta({ description });
}

/** The duration of a source's `timeout`: upstream allows no hours there. */
export function durationWithoutHours(description: string) {
  return z.string().regex(withoutHours).meta({ description });
}

/** Names an object in the namespace of the one that refers to it. */
export function localReference(description: string) {
  return z.object({ name: z.string().meta({ description: 'Name of the object.' }) }).meta({ description });
}

/** A map of free keys to text. */
export function stringMap(description: string) {
  return z.record(z.string(), z.string()).meta({ description });
}

/** `status.observedGeneration`. */
export function observedGeneration() {
  return z.int().optional().meta({ format: 'int64', description: 'The generation that was last reconciled.' });
}

/** `status.lastHandledReconcileAt`. */
export function lastHandledReconcileAt() {
  return z
    .string()
    .optional()
    .meta({ description: 'The value of the annotation reconcile.fluxcd.io/requestedAt that was last handled.' });
}

/** The selector of kustomize's patches and of drift rules: every part that is given must match. */
export function objectSelector(description: string) {
  return z
    .object({
      annotationSelector: z.string().optional().meta({ description: 'Label-selector expression over annotations.' }),
      group: z.string().optional().meta({ description: 'API group.' }),
      kind: z.string().optional().meta({ description: 'API kind.' }),
      labelSelector: z.string().optional().meta({ description: 'Label-selector expression over labels.' }),
      name: z.string().optional().meta({ description: 'Name, as an anchored regular expression.' }),
      namespace: z.string().optional().meta({ description: 'Namespace, as an anchored regular expression.' }),
      version: z.string().optional().meta({ description: 'API version.' }),
    })
    .meta({ description });
}
