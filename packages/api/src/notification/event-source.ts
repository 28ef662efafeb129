import * as z from 'zod';

/** The kinds that alerts and receivers may name, as upstream has them. */
export const sourceKinds = [
  'Bucket',
  'GitRepository',
  'Kustomization',
  'HelmRelease',
  'HelmChart',
  'HelmRepository',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
  'OCIRepository',
  'ArtifactGenerator',
  'ExternalArtifact',
] as const;

/** Kinds whose events come in by a webhook or from this controller; upstream's alerts cannot name them. */
export const deliveryKinds = ['Canary', 'Gate'] as const;

/** The fields of a reference to one object, or with the name `*` to many, perhaps of another namespace. */
export const crossNamespaceReference = {
  apiVersion: z.string().optional().meta({ description: 'API group and version of the objects.' }),
  kind: z.enum(sourceKinds).meta({ description: 'Kind of the objects.' }),
  matchLabels: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'Labels that the objects must all have.' }),
  name: z.string().min(1).max(253).meta({ description: 'Name of the object; `*` stands for all.' }),
  namespace: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .meta({ description: 'Namespace of the objects; where absent, that of the object which refers to them.' }),
};
