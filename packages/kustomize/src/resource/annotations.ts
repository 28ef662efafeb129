const domain = 'internal.config.kubernetes.io';

/**
 * What a build notes about a resource while it runs, in annotations that the output does not show. They live in the
 * resource itself because a patch that touches its annotations touches them too, as upstream.
 */
export const notes = {
  previousKinds: `${domain}/previousKinds`,
  previousNames: `${domain}/previousNames`,
  previousNamespaces: `${domain}/previousNamespaces`,
  prefixes: `${domain}/prefixes`,
  suffixes: `${domain}/suffixes`,
  allowNameChange: `${domain}/allowNameChange`,
  allowKindChange: `${domain}/allowKindChange`,
  referredBy: `${domain}/refBy`,
  behavior: `${domain}/generatorBehavior`,
  needsHash: `${domain}/needsHashSuffix`,
  helmGenerated: `${domain}/helm-generated`,
} as const;

export const enabled = 'enabled';

/** In the output where `buildMetadata` asks for it. */
export const originAnnotation = 'config.kubernetes.io/origin';
export const transformationsAnnotation = 'alpha.config.kubernetes.io/transformations';
/** A resource with it is input only. */
export const localConfigAnnotation = 'config.kubernetes.io/local-config';

/** Annotations that never appear in the output. */
export const hiddenAnnotations: readonly string[] = [
  ...Object.values(notes),
  `${domain}/path`,
  `${domain}/index`,
  `${domain}/seqindent`,
  `${domain}/id`,
  `${domain}/annotations-migration-resource-id`,
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
];

/** Annotations that survive a JSON patch whatever it does. */
export function isInternalAnnotation(name: string): boolean {
  return (
    name.startsWith(`${domain}/`) ||
    name === 'config.kubernetes.io/path' ||
    name === 'config.kubernetes.io/index' ||
    name === 'config.k8s.io/id'
  );
}
