import type { ObjectMeta } from '@sluice/objects';

const ownerNameLabel = 'kustomize.toolkit.fluxcd.io/name';
const ownerNamespaceLabel = 'kustomize.toolkit.fluxcd.io/namespace';

/** Matches every object that some Kustomization owns. */
export const ownedSelector: string = ownerNameLabel;

/** The Kustomization that an object belongs to. */
export interface Owner {
  readonly namespace: string;
  readonly name: string;
}

/** The labels by which an object says who owns it. */
export function ownerLabels(owner: Owner): Record<string, string> {
  return { [ownerNameLabel]: owner.name, [ownerNamespaceLabel]: owner.namespace };
}

/** Who an object says owns it; `undefined` unless both labels are there. */
export function ownerOf(metadata: ObjectMeta): Owner | undefined {
  const labels = metadata.labels;
  if (labels === undefined || labels === null) return undefined;
  const name = Object.hasOwn(labels, ownerNameLabel) ? labels[ownerNameLabel] : undefined;
  const namespace = Object.hasOwn(labels, ownerNamespaceLabel) ? labels[ownerNamespaceLabel] : undefined;
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

/** Whether an object belongs to that owner. */
export function isOwnedBy(metadata: ObjectMeta, owner: Owner): boolean {
  const found = ownerOf(metadata);
  return found !== undefined && found.name === owner.name && found.namespace === owner.namespace;
}
