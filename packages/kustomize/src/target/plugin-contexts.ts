import type { Source } from '../node/node.ts';
import type { PluginContext } from '../plugin/plugin-context.ts';
import { readResourceFile, readResourceText } from './build-state.ts';
import type { Target } from './target.ts';

/** What the plugins of a kustomization get to see of the build. */
export function contextOf({ loader, state }: Target, source: Source): PluginContext {
  return {
    loader,
    schemas: state.schemas,
    source,
    readText: (text, from) => readResourceText(text, from, state.schemas),
    readFile: (content, from) => readResourceFile(content, from, state),
  };
}
