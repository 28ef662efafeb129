import * as z from 'zod';
import { defineResource, type ResourceObject } from '../crd/resource.ts';
import { reconciledColumns } from '../meta/columns.ts';
import { Artifact } from '../meta/artifact.ts';
import { conditions } from '../meta/condition.ts';
import {
  duration,
  durationWithoutHours,
  lastHandledReconcileAt,
  localReference,
  observedGeneration,
} from '../meta/fields.ts';

/** `spec.ref`: commit beats name, name beats tag, tag beats semver, semver beats branch. */
export const GitRepositoryRef = z
  .object({
    branch: z.string().optional().meta({ description: 'Branch; master where no other field is given.' }),
    commit: z
      .string()
      .optional()
      .meta({ description: 'Full commit id. With branch, the commit is looked for on that branch.' }),
    name: z
      .string()
      .optional()
      .meta({ description: 'Full reference name, such as refs/heads/main or refs/pull/420/head.' }),
    semver: z
      .string()
      .optional()
      .meta({ description: 'Semantic version range; the highest tag that satisfies it is taken.' }),
    tag: z.string().optional().meta({ description: 'Tag.' }),
  })
  .meta({ description: 'What to check out; the branch master where absent.' });
export type GitRepositoryRef = z.infer<typeof GitRepositoryRef>;

/** One entry of `spec.include`. */
export const GitRepositoryInclude = z
  .object({
    fromPath: z.string().optional().meta({ description: 'Path inside the included artifact; its root where absent.' }),
    repository: localReference('The GitRepository whose artifact is included.'),
    toPath: z
      .string()
      .optional()
      .meta({ description: 'Where it is placed; the name of the included GitRepository where absent.' }),
  })
  .meta({ description: 'Places files of another GitRepository into the artifact of this one.' });
export type GitRepositoryInclude = z.infer<typeof GitRepositoryInclude>;

const verification = z
  .object({
    mode: z
      .enum(['head', 'HEAD', 'Tag', 'TagAndHEAD'])
      .default('HEAD')
      .meta({ description: 'Which objects must be signed: the commit (HEAD), the tag, or both. head means HEAD.' }),
    secretRef: localReference('Secret with public keys of trusted authors: *.asc for OpenPGP, *.sshpub for SSH.'),
  })
  .meta({ description: 'Signatures that are asked for.' });

const spec = z
  .object({
    ignore: z
      .string()
      .optional()
      .meta({ description: 'Patterns in .sourceignore format that replace the default exclusions.' }),
    include: z
      .array(GitRepositoryInclude)
      .optional()
      .meta({ description: 'Other GitRepositories whose files are placed into this one.' }),
    interval: duration('How often the remote is asked for changes.'),
    provider: z
      .enum(['generic', 'aws', 'azure', 'github'])
      .optional()
      .meta({ description: 'How to authenticate; generic where absent.' }),
    proxySecretRef: localReference('Secret with the proxy (address, username, password).').optional(),
    recurseSubmodules: z.boolean().optional().meta({ description: 'Also fetches submodules.' }),
    ref: GitRepositoryRef.optional(),
    secretRef: localReference(
      'Secret with credentials: username and password, or bearerToken, for http(s); identity and known_hosts for ssh.',
    ).optional(),
    serviceAccountName: z
      .string()
      .optional()
      .meta({ description: 'Service account to authenticate with; only for the providers azure and aws.' }),
    sparseCheckout: z
      .array(z.string())
      .optional()
      .meta({ description: 'The only directories that the artifact holds.' }),
    suspend: z.boolean().optional().meta({ description: 'Stops reconciling.' }),
    timeout: durationWithoutHours('How long one git operation may take.').default('60s'),
    url: z
      .string()
      .regex(/^(http|https|ssh):\/\/.*$/)
      .meta({ description: 'Address of the repository: http, https or ssh.' }),
    verify: verification.optional(),
  })
  .meta({
    description: 'What is wanted of a git repository.',
    'x-kubernetes-validations': [
      {
        message: "serviceAccountName can only be set when provider is 'azure' or 'aws'",
        rule: "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
      },
    ],
  });

const status = z
  .object({
    artifact: Artifact.optional(),
    conditions: conditions('The state of the repository, one aspect each.'),
    includedArtifacts: z
      .array(Artifact)
      .optional()
      .meta({ description: 'The artifacts that spec.include brought in, in its order.' }),
    lastHandledReconcileAt: lastHandledReconcileAt(),
    observedGeneration: observedGeneration(),
    observedIgnore: z.string().optional().meta({ description: 'spec.ignore as the artifact was made with.' }),
    observedInclude: z
      .array(GitRepositoryInclude)
      .optional()
      .meta({ description: 'spec.include as the artifact was made with.' }),
    observedRecurseSubmodules: z
      .boolean()
      .optional()
      .meta({ description: 'spec.recurseSubmodules as the artifact was made with.' }),
    observedSparseCheckout: z
      .array(z.string())
      .optional()
      .meta({ description: 'spec.sparseCheckout as the artifact was made with.' }),
    sourceVerificationMode: z.string().optional().meta({ description: 'The mode of the last signature check.' }),
  })
  .meta({ description: 'What was observed of a git repository.' });

/** The kind GitRepository of `source.toolkit.fluxcd.io/v1`. */
export const GitRepository = defineResource({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'GitRepository',
  plural: 'gitrepositories',
  shortNames: ['gitrepo'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  description: 'GitRepository makes an artifact of a revision of a git repository.',
  columns: [{ name: 'URL', type: 'string', jsonPath: '.spec.url' }, ...reconciledColumns],
  spec,
  status,
});
export type GitRepository = ResourceObject<typeof spec, typeof status>;
export type GitRepositorySpec = GitRepository['spec'];
export type GitRepositoryStatus = NonNullable<GitRepository['status']>;
