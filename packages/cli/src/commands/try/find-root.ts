import { isJsonObject, type JsonObject, type JsonValue } from '@sluice/objects';
import { posix } from 'node:path';
import { UserError } from '../../user-error.ts';
import { isManifest, objectsOf } from './manifests.ts';

/** Where the root of a cluster may be in a repository. */
export interface RootCandidates {
  /** Directories, `.` for the top, in order; each holds Flux objects, or failing that, things that kustomize can build. */
  readonly paths: readonly string[];
  /** Whether they hold objects of ours (a GitOps repository) or only plain manifests. */
  readonly holdFluxObjects: boolean;
}

const fluxGroup = 'kustomize.toolkit.fluxcd.io';
const kustomizationNames = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/** Finds the directories that could be the root of a cluster: those with Kustomizations that no other Kustomization's path covers. */
export function findRoots(files: ReadonlyMap<string, Uint8Array>): RootCandidates {
  const manifests = [...files].filter(([path, bytes]) => isManifest(path, bytes));
  const found = manifests.flatMap(([path, bytes]) => fluxKustomizations(path, bytes));
  if (found.length > 0) return { paths: topmost(withoutReferenced(found)), holdFluxObjects: true };
  return { paths: topmost(buildable(files, manifests)), holdFluxObjects: false };
}

/** The root to use: the one that was asked for, or the only one there is. Throws with the candidates otherwise. */
export function chooseRoot(files: ReadonlyMap<string, Uint8Array>, asked: string | undefined, dir: string): string {
  if (asked !== undefined) return existingPath(files, asked, dir);
  const { paths } = findRoots(files);
  const [only] = paths;
  if (only === undefined)
    throw new UserError(`nothing in ${dir} looks like Kubernetes manifests`, {
      hint: `give the directory that holds them:  sluice try ${dir} --path DIR`,
    });
  if (paths.length === 1) return only;
  throw new UserError(`${String(paths.length)} places could be the root of a cluster: ${shownPaths(paths)}`, {
    hint: `choose one:  sluice try ${dir} --path ${only}`,
  });
}

function shownPaths(paths: readonly string[]): string {
  return paths.length <= 12
    ? paths.join(', ')
    : `${paths.slice(0, 12).join(', ')} and ${String(paths.length - 12)} more`;
}

function existingPath(files: ReadonlyMap<string, Uint8Array>, asked: string, dir: string): string {
  const path = posix.normalize(asked).replace(/^\.\//, '').replace(/\/+$/, '') || '.';
  if (path.startsWith('..') || path.startsWith('/'))
    throw new UserError(`--path ${asked} leaves ${dir}`, { hint: 'give a path below it' });
  if (path === '.' || [...files.keys()].some((file) => file.startsWith(`${path}/`))) return path;
  const { paths } = findRoots(files);
  throw new UserError(
    `--path ${asked} does not exist in ${dir}`,
    paths.length === 0 ? {} : { hint: `places that could be the root: ${shownPaths(paths)}` },
  );
}

interface FluxKustomization {
  readonly directory: string;
  /** `spec.path`, normalised; `.` for the root. */
  readonly target: string;
}

function fluxKustomizations(path: string, bytes: Uint8Array): FluxKustomization[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!text.includes(fluxGroup)) return [];
  return objectsOf(bytes)
    .filter((object) => object['kind'] === 'Kustomization' && String(object['apiVersion']).startsWith(`${fluxGroup}/`))
    .map((object) => ({ directory: posix.dirname(path), target: targetOf(object['spec']) }));
}

function targetOf(spec: JsonValue | undefined): string {
  const path = isJsonObject(spec) ? spec['path'] : undefined;
  return typeof path === 'string'
    ? posix
        .normalize(path)
        .replace(/^\.\//, '')
        .replaceAll(/^\/+|\/+$/g, '') || '.'
    : '.';
}

/** What another Kustomization applies is not a root. One that applies the directory it stands in (bootstrap's own) does not count. */
function withoutReferenced(found: readonly FluxKustomization[]): string[] {
  const roots = found.filter(
    ({ directory }) =>
      !found.some((other) => covers(other.target, directory) && !covers(other.target, other.directory)),
  );
  // bootstrap puts its own Kustomization one level below the root that it applies
  return roots.map(({ directory, target }) => (covers(target, directory) && target !== '.' ? target : directory));
}

function covers(parent: string, child: string): boolean {
  return parent !== '.' && (child === parent || child.startsWith(`${parent}/`));
}

function buildable(
  files: ReadonlyMap<string, Uint8Array>,
  manifests: readonly (readonly [string, Uint8Array])[],
): string[] {
  const kustomizations = [...files.keys()].filter((path) => kustomizationNames.has(posix.basename(path)));
  if (kustomizations.length > 0) return withoutBases(kustomizations, files);
  return manifests
    .filter(([, bytes]) => objectsOf(bytes).some(isKubernetesObject))
    .map(([path]) => posix.dirname(path));
}

/** Directories with a kustomization that no other kustomization refers to. */
function withoutBases(kustomizations: readonly string[], files: ReadonlyMap<string, Uint8Array>): string[] {
  const referenced = new Set(
    kustomizations.flatMap((path) =>
      objectsOf(files.get(path) ?? new Uint8Array())
        .flatMap((object) =>
          ['resources', 'bases', 'components'].flatMap((field) => (Array.isArray(object[field]) ? object[field] : [])),
        )
        .filter((entry) => typeof entry === 'string')
        .map((entry) => posix.normalize(posix.join(posix.dirname(path), entry)).replace(/\/+$/, '')),
    ),
  );
  return kustomizations.map((path) => posix.dirname(path)).filter((directory) => !referenced.has(directory));
}

function isKubernetesObject(object: JsonObject): boolean {
  return (
    typeof object['apiVersion'] === 'string' && typeof object['kind'] === 'string' && isJsonObject(object['metadata'])
  );
}

/** Without those that another one contains, sorted. */
function topmost(paths: readonly string[]): string[] {
  const unique = [...new Set(paths)].sort();
  return unique.filter(
    (path) => !unique.some((other) => other !== path && (other === '.' || path.startsWith(`${other}/`))),
  );
}
