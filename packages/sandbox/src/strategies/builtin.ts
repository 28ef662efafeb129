import type { Strategy } from '../registry/strategy.ts';
import { builtinDefaults } from '../defaults/builtin-defaults.ts';

/** What sets a built-in kind apart beyond flags: its defaults, and what the server does on create and update. */
export function builtinStrategyOf(table: string): Partial<Strategy> {
  const setDefaults = builtinDefaults.get(table);
  return setDefaults === undefined ? {} : { setDefaults };
}
