export type { ArtifactTree, TreeName } from './artifact-tree.ts';
// fetchArtifact({ url, digest, maxBytes?, timeoutMs?, signal? }): Promise<Uint8Array>, verified; throws ArtifactError
// openArtifactCache({ maxBytes }): { load({ url, digest, … }): Promise<ArtifactTree> }: one download and unpacking per digest
