import type { Source } from './node/node.ts';
import { Pacer } from './pacer.ts';
import { ParseCache } from './yaml/parse-cache.ts';
import { Schemas } from './schema/schemas.ts';
import type { FileTree } from './tree/file-tree.ts';
import { Loader, type LoadRestrictions, type LoaderState } from './tree/loader.ts';
import { BuildResult } from './build-result.ts';
import type { BuildState } from './target/build-state.ts';
import { emit } from './target/emit.ts';
import { lineFinder } from './target/find-line.ts';
import { finish } from './target/finish.ts';
import { atPlace } from './target/place-errors.ts';
import { Target } from './target/target.ts';

export interface BuildOptions {
  /** `rootOnly` (default): files must be in or below their kustomization. `none`: anywhere in the tree, as Flux builds. */
  readonly loadRestrictions?: LoadRestrictions;
  /**
   * Order of the resources where the kustomization has no `sortOptions`. `none` keeps the order of input, which is what
   * Flux does; `legacy`, the default as of kustomize's CLI, puts first what others need.
   */
  readonly reorder?: 'none' | 'legacy';
  /** Label all resources as managed by kustomize. */
  readonly addManagedByLabel?: boolean;
  /** Parsed files, shared between builds. */
  readonly cache?: ParseCache;
  /** Ends the build; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the build may hold the event loop at a time. Default 20 ms. */
  readonly sliceMs?: number;
}

const defaultSliceMs = 20;

/**
 * Builds the kustomization in a directory of the tree, as `kustomize build` of version 5.8.1 does.
 *
 * Nothing is read but the tree: no network, no plugins but the builtin ones, no helm. What a build is refused says why,
 * in which file, and through which overlays it was reached.
 *
 * @throws BuildError
 */
export async function build(tree: FileTree, path: string, options: BuildOptions = {}): Promise<BuildResult> {
  const reads = new Set<string>();
  const warnings: string[] = [];
  const pacer = new Pacer(options.sliceMs ?? defaultSliceMs, options.signal);
  const state: BuildState = {
    schemas: new Schemas(),
    cache: options.cache ?? new ParseCache(),
    pacer,
    tracksOrigin: false,
    findLine: lineFinder(tree),
    warn: (message) => void warnings.push(message),
  };
  const target = await openTarget(path, { tree, restrictions: options.loadRestrictions ?? 'rootOnly', reads }, state);
  const source: Source = { file: target.file, by: 'kustomization', overlays: target.overlays };
  const resources = await atPlace(source, state.findLine, async () => {
    await target.useOpenApi();
    return finish(await target.accumulate(), { target, options, source });
  });
  return new BuildResult(await emit(resources, { tree, pacer }), { reads: [...reads].toSorted(), warnings });
}

/** The kustomization to build; its `buildMetadata` decides for all others. */
async function openTarget(path: string, loaderState: LoaderState, state: BuildState): Promise<Target> {
  const nowhere = { file: '', overlays: [] };
  const loader = await atPlace(nowhere, state.findLine, () => Loader.open(path, loaderState));
  const target = await atPlace(nowhere, state.findLine, () => Target.open(loader, state, ''));
  return target.withState({ ...state, tracksOrigin: (target.kustomization.buildMetadata ?? []).length > 0 });
}
