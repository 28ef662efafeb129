import { alertProviderKind } from './alert-provider.ts';
import { alertKind } from './alert.ts';
import type { CliKind } from './cli-kind.ts';
import { gitRepositoryKind } from './git-repository.ts';
import { kustomizationKind } from './kustomization.ts';
import { receiverKind } from './receiver.ts';

/** Every kind that commands know, in the order of `get all`. */
export const cliKinds: readonly CliKind[] = [
  gitRepositoryKind,
  kustomizationKind,
  receiverKind,
  alertProviderKind,
  alertKind,
];

/** The kinds of `get sources all`. */
export const sourceKinds: readonly CliKind[] = cliKinds.filter((kind) => kind.plural[0] === 'sources');

/** The kind of a `sourceRef.kind`, if commands know it. */
export function sourceKind(kind: string): CliKind | undefined {
  return sourceKinds.find((each) => each.resource.kind === kind);
}
