import type { Source } from '../node/node.ts';
import type { Resource } from '../resource/resource.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { Loader } from '../tree/loader.ts';

/** What generators and transformers need while they are configured. */
export interface PluginContext {
  readonly loader: Loader;
  readonly schemas: Schemas;
  /** The kustomization or plugin configuration that asks. */
  readonly source: Source;
  /** Resources of a text; fails where it holds none. */
  readText(text: string, source: Source): Resource[];
  /** Resources of a file. */
  readFile(content: Uint8Array, source: Source): Promise<Resource[]>;
}
