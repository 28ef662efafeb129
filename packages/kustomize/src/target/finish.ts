import type { BuildOptions } from '../build.ts';
import type { Pacer } from '../pacer.ts';
import type { Source } from '../node/node.ts';
import { localConfigAnnotation, originAnnotation, transformationsAnnotation } from '../resource/annotations.ts';
import { requireResource } from '../resource/read-resources.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import { hashTransformer } from '../transform/hashes.ts';
import { nameReferenceTransformer } from '../transform/name-references.ts';
import { entriesTransformer } from '../transform/set-entries.ts';
import { sortResources } from '../transform/sort-order.ts';
import type { Transformer } from '../transform/transformer.ts';
import { valueOfVariable, variableTransformer } from '../transform/variables.ts';
import type { Accumulator } from './accumulator.ts';
import type { Target } from './target.ts';

interface Finish {
  readonly target: Target;
  readonly options: BuildOptions;
  readonly source: Source;
}

/** Does what comes once at the end of a build: hashes, references, variables, order, and cleaning up. */
export async function finish(gathered: Accumulator, { target, options, source }: Finish): Promise<readonly Resource[]> {
  const { set } = gathered;
  const run = (transformer: Transformer): Promise<void> => transformer.transform(set, target.state);
  await run(hashTransformer(source));
  await run(nameReferenceTransformer(gathered.config.nameReference, source));
  await resolveVariables(gathered, { run, source });
  await dropLocal(set, target.state.pacer);
  await sort(set, target, options);
  const metadata = target.kustomization.buildMetadata ?? [];
  if (options.addManagedByLabel === true || metadata.includes('managedByLabel'))
    await run(managedByTransformer(source));
  const hidden = [
    ...(metadata.includes('originAnnotations') ? [] : [originAnnotation]),
    ...(metadata.includes('transformerAnnotations') ? [] : [transformationsAnnotation]),
  ];
  for (const resource of set.list) {
    if (target.state.pacer.isDue) await target.state.pacer.pause();
    resource.removeNotes(hidden);
  }
  return set.list;
}

async function resolveVariables(
  gathered: Accumulator,
  task: { run(transformer: Transformer): Promise<void>; source: Source },
): Promise<void> {
  const names = [...gathered.variables.keys()].toSorted();
  if (names.length === 0) return;
  const values = new Map(
    names.flatMap((name) => {
      const variable = gathered.variables.get(name);
      return variable === undefined ? [] : [[name, valueOfVariable(variable, gathered.set.list)] as const];
    }),
  );
  await task.run(variableTransformer(values, gathered.config.varReference, task.source));
}

/** Resources that are only input for others. */
async function dropLocal(set: ResourceSet, pacer: Pacer): Promise<void> {
  const kept: Resource[] = [];
  for (const resource of set.list) {
    if (pacer.isDue) await pacer.pause();
    if (resource.isEmpty) continue;
    requireResource(resource.node);
    const local = resource.annotation(localConfigAnnotation);
    if (local === undefined || local === 'false') kept.push(resource);
  }
  set.list = kept;
}

async function sort(set: ResourceSet, { kustomization, state }: Target, { reorder }: BuildOptions): Promise<void> {
  if (kustomization.sortOptions !== undefined) {
    if (reorder !== undefined)
      state.warn("the order is set both in 'sortOptions' and by an option; 'sortOptions' wins");
    await sortResources(set, kustomization.sortOptions, state.pacer);
  } else if (reorder !== 'none')
    await sortResources(set, { order: 'legacy', legacySortOptions: undefined }, state.pacer);
}

function managedByTransformer(source: Source): Transformer {
  const specs = [{ group: '', version: '', kind: '', path: 'metadata/labels', create: true }];
  return entriesTransformer(new Map([['app.kubernetes.io/managed-by', 'kustomize-v5.8.1']]), specs, source);
}
