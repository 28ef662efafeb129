import { hash } from 'node:crypto';
import type { KustomizationSpec } from '@sluice/api';
import { fieldAt, textsAt } from '@sluice/apply';
import { isNotFound, type KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';

/** The variables of a Kustomization, read once for a run. */
export interface Variables {
  readonly values: ReadonlyMap<string, string>;
  /** Changes when a value does. Says nothing of the values themselves. */
  readonly digest: string;
}

/** Variables that cannot be read or have no valid name. The message is upstream's and has no values. */
export class VariablesError extends Error {
  override readonly name = 'VariablesError';
}

const namePattern = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const namePatternText = '^[_[:alpha:]][_[:alpha:][:digit:]]*$';

type PostBuild = NonNullable<KustomizationSpec['postBuild']>;
type Reference = NonNullable<PostBuild['substituteFrom']>[number];

/**
 * Reads the variables: those of `substituteFrom` in order, then `substitute`; later ones win. Line breaks are taken out
 * of every value, so that a value cannot begin a line, or a document, of its own.
 */
export async function loadVariables(
  postBuild: PostBuild,
  namespace: string,
  client: KubeClient,
  signal: AbortSignal,
): Promise<Variables> {
  const values = new Map<string, string>();
  for (const reference of postBuild.substituteFrom ?? []) {
    const found = await readReference(reference, namespace, client, signal);
    for (const [name, value] of found) values.set(name, value);
  }
  for (const [name, value] of Object.entries(postBuild.substitute ?? {})) values.set(name, value);
  for (const [name, value] of values) {
    if (!namePattern.test(name)) {
      throw new VariablesError(`'${name}' var name is invalid, must match '${namePatternText}'`);
    }
    values.set(name, value.replaceAll('\n', ''));
  }
  return { values, digest: hash('sha256', JSON.stringify([...values]), 'base64') };
}

async function readReference(
  { kind, name, optional }: Reference,
  namespace: string,
  client: KubeClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    const object = await client.get({ apiVersion: 'v1', kind, namespace, name }, { signal });
    return kind === 'Secret' ? secretTexts(object) : textsAt(object, 'data');
  } catch (error) {
    if (optional && isNotFound(error)) return new Map();
    const reason = error instanceof Error ? error.message : String(error);
    throw new VariablesError(`substitute from '${kind}/${name}' error: ${reason}`, { cause: error });
  }
}

function secretTexts(secret: KubeObject): ReadonlyMap<string, string> {
  if (fieldAt(secret, 'data') === undefined) return new Map();
  return new Map(
    Array.from(textsAt(secret, 'data'), ([name, value]) => [name, Buffer.from(value, 'base64').toString()]),
  );
}
