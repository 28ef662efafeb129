import { clearField, field } from '../node/fields.ts';
import { setElement } from '../node/elements.ts';
import { findElementWithField } from '../node/lookup.ts';
import type { Node } from '../node/node.ts';

export type Directive = 'merge' | 'replace' | 'delete';

const key = '$patch';

/** Reads the `$patch` directive of a patch's map or list and takes it out. */
export function takeDirective(patch: Node | undefined): Directive {
  if (patch === undefined) return 'merge';
  if (patch.kind === 'map') return takeFromMap(patch);
  if (patch.kind === 'seq') return takeFromList(patch);
  throw new Error(`no implemented strategic merge patch strategy for '${patch.tag}' ('${patch.value.slice(0, 60)}')`);
}

function takeFromMap(patch: Node): Directive {
  const value = field(patch, key);
  if (value === undefined) return 'merge';
  const directive = parse(value.value);
  clearField(patch, key);
  return directive;
}

/** An element that holds the directive and nothing else speaks for the whole list. */
function takeFromList(patch: Node): Directive {
  const element = findElementWithField(patch, key);
  if (element === undefined || element.content.length > 2) return 'merge';
  const text = field(element, key)?.value ?? '';
  const directive = parse(text);
  setElement(patch, undefined, [key], [text]);
  return directive;
}

function parse(text: string): Directive {
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw new Error(`unknown patch strategy '${text}'`);
}
