import type { Source } from '../node/node.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { Pacer } from '../pacer.ts';

/** What transformers share within one build. */
export interface TransformContext {
  readonly schemas: Schemas;
  /** Asked between resources, so that a large build lets others run. */
  readonly pacer: Pacer;
}

/** One step of a build: changes the resources of a set. */
export interface Transformer {
  /** The kustomization or plugin configuration that asked for it. */
  readonly source: Source;
  transform(set: ResourceSet, context: TransformContext): Promise<void>;
}
