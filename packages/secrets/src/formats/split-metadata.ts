import { Problem } from '../decryption-error.ts';
import type { SopsMap, SopsTree } from '../sops/tree.ts';

/** Takes the `sops` entry out of every branch; the first one's counts. */
export function splitMetadata(branches: readonly SopsMap[]): SopsTree {
  const metadata = branches[0]?.entries.find(({ key }) => key === 'sops')?.value;
  if (metadata?.kind !== 'map') throw new Problem('Malformed', 'it has no sops metadata');
  return { metadata, branches: branches.map(withoutMetadata) };
}

function withoutMetadata({ entries }: SopsMap): SopsMap {
  return { kind: 'map', entries: entries.filter(({ key }) => key !== 'sops') };
}
