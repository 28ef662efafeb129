import { groupOf, isSubstitutionDisabled, versionOf } from '@sluice/apply';
import { type JsonObject, type JsonValue, type KubeObject, readYaml, stringifyJson, writeYaml } from '@sluice/objects';
import { substitute, type SubstituteOptions } from './substitute.ts';

/** An object whose variables cannot be replaced. */
export class SubstituteError extends Error {
  override readonly name = 'SubstituteError';
}

/**
 * The object with the variables in its YAML text replaced, and the text read again: what was a text may become a number,
 * as upstream has it. Left alone when its policy says so, and when there is nothing in it that looks like a variable.
 */
export function substituteObject(
  object: KubeObject,
  variables: ReadonlyMap<string, string>,
  options: SubstituteOptions,
): KubeObject {
  if (isSubstitutionDisabled(object) || !stringifyJson(object as JsonObject).includes('$')) return object;
  try {
    return readObject(substitute(writeYaml(object as JsonObject, { sortKeys: true }), variables, options));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SubstituteError(
      `post build failed for '${describe(object)}': envsubst error: variable substitution failed: ${reason}`,
      { cause: error },
    );
  }
}

function readObject(text: string): KubeObject {
  const documents: readonly JsonValue[] = readYaml(text);
  const [document] = documents;
  if (documents.length !== 1 || typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new Error('the result is not one object');
  }
  return document as unknown as KubeObject;
}

/** `Deployment.v1.apps/web`, as kustomize names it. */
function describe(object: KubeObject): string {
  const group = groupOf(object.apiVersion);
  const type = [object.kind, versionOf(object.apiVersion), group === '' ? '[noGrp]' : group].join('.');
  return `${type}/${object.metadata.name ?? ''}`;
}
