import { Artifact } from '@sluice/api';
import { fieldAt } from '@sluice/apply';
import type { KubeObject } from '@sluice/objects';

/** Names a source. */
export interface SourceRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A source as Kustomizations see it: what it has produced. */
export interface Source extends SourceRef {
  readonly artifact: Artifact;
}

/** `GitRepository/flux-system/infra` */
export function formatSource(ref: SourceRef): string {
  return `${ref.kind}/${ref.namespace}/${ref.name}`;
}

/** The artifact in a source's status; `undefined` where there is none, or not a whole one. */
export function artifactOf(source: KubeObject): Artifact | undefined {
  const parsed = Artifact.safeParse(fieldAt(source, 'status', 'artifact'));
  return parsed.success ? parsed.data : undefined;
}

/** The revision of what the artifact was made of, where the source passed it on. */
export function originRevisionOf(artifact: Artifact): string | undefined {
  return artifact.metadata?.['org.opencontainers.image.revision'];
}
