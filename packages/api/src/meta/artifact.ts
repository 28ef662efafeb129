import * as z from 'zod';

/** `status.artifact` of a source: one immutable tarball that other controllers fetch. Spec: chapter 0.5 of upstream's behaviour. */
export const Artifact = z
  .object({
    digest: z
      .string()
      .regex(/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/)
      .meta({ description: 'Digest of the file, as `algorithm:hex`.' }),
    lastUpdateTime: z.string().meta({ format: 'date-time', description: 'When the file was written, RFC 3339.' }),
    metadata: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'What the upstream says of it, such as OCI annotations.' }),
    path: z.string().meta({ description: "Path of the file below the root of the controller's storage." }),
    revision: z
      .string()
      .meta({ description: 'The revision of the upstream, such as `main@sha1:…`, a tag or a chart version.' }),
    size: z.int().optional().meta({ format: 'int64', description: 'Bytes of the file.' }),
    url: z.string().meta({ description: 'HTTP address at which the controller serves the file inside the cluster.' }),
  })
  .meta({ description: 'What the last successful reconciliation of a source produced.' });
export type Artifact = z.infer<typeof Artifact>;
