import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesVersion } from '../../test/control-plane/servers.ts';

/**
 * Digest of what the facts depend on: the release of the server, and the generator. It is written into the facts, so
 * that a check without a control plane can tell that they are not current.
 */
export function inputsDigest(): string {
  const hash = createHash('sha256').update(kubernetesVersion);
  for (const name of generatorFiles()) hash.update(`\0${name}\0`).update(readFileSync(join(import.meta.dirname, name)));
  return `sha256:${hash.digest('hex')}`;
}

function generatorFiles(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .toSorted();
}
