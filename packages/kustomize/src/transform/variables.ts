import type { Variable } from '../config/types.ts';
import { lookup } from '../node/lookup.ts';
import { isNull, isStringNode, tags, type Node, type Source } from '../node/node.ts';
import { splitFieldPath } from '../node/paths.ts';
import { formatFloat } from '../node/format-float.ts';
import { numberOf } from '../yaml/resolve-scalar.ts';
import type { FieldSpec } from '../config/types.ts';
import { gvkText, parseApiVersion, type Gvk } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import { applyFieldSpecs } from './field-spec.ts';
import type { Transformer } from './transformer.ts';

/** A value that a variable may have; maps and lists are none. */
export type VariableValue = string | number | bigint | boolean;

/** Puts the values of variables in the place of `$(NAME)` wherever the configuration allows it. */
export function variableTransformer(
  values: ReadonlyMap<string, VariableValue | undefined>,
  specs: readonly FieldSpec[],
  source: Source,
): Transformer {
  return {
    source,
    async transform(set, { pacer }) {
      for (const resource of set.list) {
        if (pacer.isDue) await pacer.pause();
        applyFieldSpecs(resource.node, specs, { set: (node) => expandNode(node, values, source) });
      }
    },
  };
}

/** The value of a variable: that of the field it names, of the resource that it was bound to. */
export function valueOfVariable(variable: Variable, resources: readonly Resource[]): VariableValue | undefined {
  const fieldPath = variable.fieldref.fieldPath === '' ? 'metadata.name' : variable.fieldref.fieldPath;
  const defaulted = { ...variable, fieldref: { fieldPath } };
  const bound = resources.find((resource) => resource.variables.includes(variable.name));
  if (bound === undefined) {
    throw new Error(`var '${describeVariable(defaulted)}' cannot be mapped to a field in the set of known resources`);
  }
  const node = lookup(bound.node, splitFieldPath(fieldPath).flatMap(splitIndex));
  if (node === undefined)
    throw new Error(`field specified in var '${describeVariable(defaulted)}' not found in corresponding resource`);
  return simpleValue(node);
}

/** How messages show a variable. */
export function describeVariable(variable: Variable): string {
  return `{${variable.name} ${gvkText(gvkOfVariable(variable))} {${variable.fieldref.fieldPath}}}`;
}

/** The kind that a variable reads from; an apiVersion without a group leaves the group as it was. */
export function gvkOfVariable({ objref }: Variable): Gvk {
  const { group, version, kind, apiVersion } = objref;
  if (apiVersion === '') return { group, version, kind };
  return apiVersion.includes('/') ? { ...parseApiVersion(apiVersion), kind } : { group, version: apiVersion, kind };
}

/** `containers[0]` is two steps. */
function splitIndex(part: string): string[] {
  const match = /^(.*)\[(\d+)\]$/.exec(part);
  return match === null ? [part] : [match[1] ?? '', match[2] ?? ''].filter((step) => step !== '');
}

function simpleValue(node: Node): VariableValue | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (node.tag === tags.boolean) return node.value.toLowerCase() === 'true';
  if (node.tag === tags.integer || node.tag === tags.float) return numberOf(node.value) ?? node.value;
  return node.value;
}

type Values = ReadonlyMap<string, VariableValue | undefined>;

function expandNode(node: Node, values: Values, source: Source): void {
  if (isNull(node)) return;
  if (node.kind === 'scalar') return expandScalar(node, values, source);
  if (node.kind === 'seq') return expandList(node, values, source);
  for (let at = 0; at + 1 < node.content.length; at += 2) {
    const [key, value] = [node.content[at], node.content[at + 1]];
    if (key === undefined || value === undefined) continue;
    if (!isStringNode(key)) throw new Error(`invalid map key: value='${key.value}', tag='${key.tag}'`);
    expandScalar(value, values, source);
  }
}

function expandList(node: Node, values: Values, source: Source): void {
  for (const item of node.content) {
    if (!isStringNode(item)) throw new Error('invalid value type expect a string');
    expandScalar(item, values, source);
  }
}

function expandScalar(node: Node, values: Values, source: Source): void {
  if (!isStringNode(node)) return;
  const expanded = expandText(node.value, values);
  if (expanded !== node.value) node.source = source;
  node.value = typeof expanded === 'number' ? plainNumber(expanded) : String(expanded);
  node.tag = tagOf(expanded);
  node.style = 'plain';
}

function tagOf(value: VariableValue): string {
  if (typeof value === 'boolean') return tags.boolean;
  if (typeof value === 'bigint') return tags.integer;
  if (typeof value === 'number') return Number.isInteger(value) ? tags.integer : tags.float;
  return tags.string;
}

/** Without exponent. */
function plainNumber(value: number): string {
  return Number.isInteger(value)
    ? String(BigInt(value))
    : String(value).includes('e')
      ? value.toFixed(20).replace(/0+$/, '')
      : String(value);
}

/** A text that is one variable takes over its type; `$$` is a dollar sign; unknown variables stay. */
function expandText(text: string, values: Values): VariableValue {
  const whole = /^\$\(([^)]*)\)$/.exec(text)?.[1];
  if (whole !== undefined) return values.get(whole) ?? text;
  return text.replaceAll(/\$(?:\$|\(([^)]*)\))/g, (match, name: string | undefined) => {
    if (name === undefined) return '$';
    const value = values.get(name);
    return value === undefined ? match : asText(value);
  });
}

function asText(value: VariableValue): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return formatFloat(value);
  return String(value);
}
