import * as z from 'zod';
import { defineResource, type ResourceObject } from '../crd/resource.ts';
import { reconciledColumns } from '../meta/columns.ts';
import { conditions } from '../meta/condition.ts';
import {
  duration,
  lastHandledReconcileAt,
  localReference,
  objectSelector,
  observedGeneration,
  stringMap,
} from '../meta/fields.ts';

const text = (description: string) => z.string().optional().meta({ description });
const flag = (description: string) => z.boolean().optional().meta({ description });

/** One entry of `spec.dependsOn`. */
export const DependencyReference = z
  .object({
    name: z.string().meta({ description: 'Name of the Kustomization.' }),
    namespace: text('Its namespace; that of the referring object where absent.'),
    readyExpr: text('CEL expression that replaces the readiness check; `self` and `dep` are the two objects.'),
  })
  .meta({ description: 'A Kustomization that must be ready first.' });
export type DependencyReference = z.infer<typeof DependencyReference>;

const kubeConfig = z
  .object({
    configMapRef: localReference('ConfigMap that says how to authenticate by workload identity.').optional(),
    secretRef: z
      .object({
        key: text('Key of the Secret; value or value.yaml where absent.'),
        name: z.string().meta({ description: 'Name of the Secret.' }),
      })
      .optional()
      .meta({ description: 'Secret that holds a kubeconfig.' }),
  })
  .meta({
    description: 'The cluster to apply to, where it is not this one.',
    'x-kubernetes-validations': [
      {
        message: 'exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified',
        rule: 'has(self.configMapRef) || has(self.secretRef)',
      },
      {
        message: 'exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified',
        rule: '!has(self.configMapRef) || !has(self.secretRef)',
      },
    ],
  });

const decryption = z
  .object({
    provider: z.enum(['sops']).meta({ description: 'The format of encrypted files.' }),
    secretRef: localReference('Secret with the private keys.').optional(),
    serviceAccountName: text('Service account to authenticate with at a key service.'),
  })
  .meta({ description: 'Decryption of secrets before they are applied.' });

const healthCheckExpression = z
  .object({
    apiVersion: z.string().meta({ description: 'apiVersion of the objects that the expressions judge.' }),
    current: z.string().meta({ description: 'CEL expression that is true when the object is healthy.' }),
    failed: text('CEL expression that is true when the object has failed.'),
    inProgress: text('CEL expression that is true while the object is on its way.'),
    kind: text('Kind of the objects; every kind of the group where absent.'),
  })
  .meta({ description: 'Health of a custom kind.' });

const healthCheck = z
  .object({
    apiVersion: text('apiVersion of the object; apps/v1 where absent.'),
    kind: z.string().meta({ description: 'Kind of the object.' }),
    name: z.string().meta({ description: 'Name of the object.' }),
    namespace: text('Namespace of the object.'),
  })
  .meta({ description: 'An object whose health counts.' });

const ignoreRule = z
  .object({
    paths: z.array(z.string()).meta({ description: 'JSON pointers to the fields.' }),
    target: objectSelector('The objects that the rule is for; all where absent.').optional(),
  })
  .meta({ description: 'Fields whose drift is left alone.' });

const image = z
  .object({
    digest: text('Digest to set; it beats newTag.'),
    name: z.string().meta({ description: 'Image name without tag.' }),
    newName: text('Name to set.'),
    newTag: text('Tag to set.'),
  })
  .meta({ description: 'Changes an image wherever it is used.' });

const patch = z
  .object({
    patch: z.string().meta({ description: 'A strategic merge patch, or a list of JSON6902 operations, as YAML.' }),
    target: objectSelector('The objects that are patched.').optional(),
  })
  .meta({ description: 'A patch as in kustomization.yaml.' });

const substituteReference = z
  .object({
    kind: z.enum(['Secret', 'ConfigMap']).meta({ description: 'Secret or ConfigMap.' }),
    name: z.string().min(1).max(253).meta({ description: 'Its name, in the namespace of the Kustomization.' }),
    optional: z.boolean().default(false).meta({ description: 'Whether it may be missing.' }),
  })
  .meta({ description: 'Variables of a ConfigMap or Secret.' });

const postBuild = z
  .object({
    substitute: stringMap('Variables; they beat those of substituteFrom.').optional(),
    substituteFrom: z
      .array(substituteReference)
      .optional()
      .meta({ description: 'Where more variables come from; later entries win.' }),
    substituteStrategy: z.enum(['WithVariables', 'Always']).optional().meta({
      description: 'Whether to substitute only when there is a variable (WithVariables, the default) or always.',
    }),
  })
  .meta({ description: 'Variable substitution on what was built.' });

const commonMetadata = z
  .object({
    annotations: stringMap('Annotations for every object.').optional(),
    labels: stringMap('Labels for every object.').optional(),
  })
  .meta({ description: 'Metadata that every object gets; it beats what the object has.' });

/** `spec.sourceRef`. */
export const SourceReference = z
  .object({
    apiVersion: text('apiVersion of the source.'),
    kind: z
      .enum(['OCIRepository', 'GitRepository', 'Bucket', 'ExternalArtifact'])
      .meta({ description: 'Kind of the source.' }),
    name: z.string().meta({ description: 'Name of the source.' }),
    namespace: text('Namespace of the source; that of the Kustomization where absent.'),
  })
  .meta({ description: 'Where the files come from.' });
export type SourceReference = z.infer<typeof SourceReference>;

const spec = z
  .object({
    buildMetadata: z
      .array(
        z.enum(['originAnnotations', 'transformerAnnotations']).meta({ description: 'One annotation of the build.' }),
      )
      .optional()
      .meta({ description: 'Annotations that the build leaves on objects.' }),
    commonMetadata: commonMetadata.optional(),
    components: z
      .array(z.string())
      .optional()
      .meta({ description: 'Relative paths of kustomize components that are added.' }),
    decryption: decryption.optional(),
    deletionPolicy: z.enum(['MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan']).optional().meta({
      description: 'What happens to the objects when the Kustomization is deleted; MirrorPrune follows prune.',
    }),
    dependsOn: z
      .array(DependencyReference)
      .optional()
      .meta({ description: 'Kustomizations that must be ready first.' }),
    force: z
      .boolean()
      .default(false)
      .meta({ description: 'Deletes and creates an object whose change the server calls immutable.' }),
    healthCheckExprs: z
      .array(healthCheckExpression)
      .optional()
      .meta({ description: 'How to judge the health of custom kinds.' }),
    healthChecks: z
      .array(healthCheck)
      .optional()
      .meta({ description: 'Objects whose health is waited for; wait makes it all of them.' }),
    ignore: z.array(ignoreRule).optional().meta({ description: 'Fields whose drift is left alone.' }),
    ignoreMissingComponents: flag('Leaves out components whose directory does not exist.'),
    images: z.array(image).optional().meta({ description: 'Image changes.' }),
    interval: duration('How often the cluster is compared with the source.'),
    kubeConfig: kubeConfig.optional(),
    namePrefix: z.string().min(1).max(200).optional().meta({ description: 'Prefix of all names.' }),
    nameSuffix: z.string().min(1).max(200).optional().meta({ description: 'Suffix of all names.' }),
    patches: z.array(patch).optional().meta({ description: 'Patches, after those of the kustomization.yaml.' }),
    path: text('Directory in the source; its root where absent.'),
    postBuild: postBuild.optional(),
    prune: z.boolean().meta({ description: 'Deletes objects that are no longer in the source.' }),
    retryInterval: duration('How long to wait after a failure; interval where absent.').optional(),
    serviceAccountName: text('Service account whose rights are used to apply.'),
    sourceRef: SourceReference,
    suspend: flag('Stops reconciling.'),
    targetNamespace: z.string().min(1).max(63).optional().meta({ description: 'Namespace of all objects.' }),
    timeout: duration('How long health checks may take; interval less 30 s where absent.').optional(),
    wait: flag('Waits until every object is healthy.'),
  })
  .meta({ description: 'What is to be applied, and how.' });

const snapshot = z
  .object({
    digest: z.string().meta({ description: 'Digest of what was built, as `algorithm:hex`.' }),
    firstReconciled: z.string().meta({ format: 'date-time', description: 'When it was first applied.' }),
    lastReconciled: z.string().meta({ format: 'date-time', description: 'When it was last applied.' }),
    lastReconciledDuration: z.string().meta({ description: 'How long that took.' }),
    lastReconciledStatus: z.string().meta({ description: 'How that ended.' }),
    metadata: stringMap('Revisions that it came from.').optional(),
    totalReconciliations: z.int().meta({ format: 'int64', description: 'How often it was applied.' }),
  })
  .meta({ description: 'One result of the build, and how applying it went.' });
export type Snapshot = z.infer<typeof snapshot>;

const inventoryEntry = z
  .object({
    id: z.string().meta({ description: '`namespace_name_group_kind`' }),
    v: z.string().meta({ description: 'API version of the kind.' }),
  })
  .meta({ description: 'One object.' });
export type InventoryEntry = z.infer<typeof inventoryEntry>;

const inventory = z
  .object({
    entries: z.array(inventoryEntry).meta({ description: 'The objects, in the order in which they were applied.' }),
  })
  .meta({ description: 'The objects that the Kustomization owns.' });

const status = z
  .object({
    conditions: conditions('The state of the Kustomization, one aspect each.'),
    history: z.array(snapshot).optional().meta({ description: 'The last results, newest first.' }),
    inventory: inventory.optional(),
    lastAppliedOriginRevision: text('Revision of the origin of the artifact that was last applied.'),
    lastAppliedRevision: text('The revision that was last applied as a whole.'),
    lastAttemptedRevision: text('The revision that was last tried.'),
    lastHandledReconcileAt: lastHandledReconcileAt(),
    observedGeneration: observedGeneration(),
  })
  .meta({ description: 'What was observed of a Kustomization.' });

/** The kind Kustomization of `kustomize.toolkit.fluxcd.io/v1`. */
export const Kustomization = defineResource({
  group: 'kustomize.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Kustomization',
  plural: 'kustomizations',
  shortNames: ['ks'],
  categories: ['all', 'fluxcd', 'fluxcd-appliers'],
  description: 'Kustomization applies a directory of a source to a cluster and keeps it applied.',
  columns: reconciledColumns,
  spec,
  status,
});
export type Kustomization = ResourceObject<typeof spec, typeof status>;
export type KustomizationSpec = Kustomization['spec'];
export type KustomizationStatus = NonNullable<Kustomization['status']>;
