import { type DesiredObject, isDecryptionDisabled } from '@sluice/apply';

/** Why a build cannot be applied: a Secret in it is still encrypted. `undefined` when none is. */
export function refuseEncrypted(objects: readonly DesiredObject[]): string | undefined {
  const found = objects.find(
    ({ object }) =>
      object.apiVersion === 'v1' &&
      object.kind === 'Secret' &&
      Object.hasOwn(object, 'sops') &&
      !isDecryptionDisabled(object),
  );
  if (found === undefined) return undefined;
  const { namespace = '', name } = found.ref;
  return `Secret/${namespace}/${name} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`;
}
