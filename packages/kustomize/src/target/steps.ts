import type { ResourceSet } from '../resource/resource-set.ts';
import type { Transformer } from '../transform/transformer.ts';
import type { BuildState } from './build-state.ts';
import { noteTransformation, type Origin } from './origin.ts';
import { atPlace } from './place-errors.ts';

/** A transformer of a kustomization, with what origin annotations say of it. */
export interface Step {
  readonly transformer: Transformer;
  readonly origin?: Origin | undefined;
}

/** Runs transformers one after the other. Resources that one has emptied are gone for the next. */
export async function runSteps(set: ResourceSet, steps: readonly Step[], state: BuildState): Promise<void> {
  for (const { transformer, origin } of steps) {
    const { file, overlays, by } = transformer.source;
    await atPlace({ file, overlays, path: [by] }, state.findLine, () => transformer.transform(set, state));
    if (origin !== undefined) for (const resource of set.list) noteTransformation(resource, origin);
    set.list = set.list.filter((resource) => !resource.isEmpty);
  }
}
