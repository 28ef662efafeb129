import type { Selector } from '../config/types.ts';
import { compileSelector, type TextMatcher } from '../regex.ts';
import { effectiveNamespace, type Gvk, type ResourceId } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import { parseLabelSelector, type LabelMatcher } from './label-selector.ts';

/** A selector with its regular expressions and label selectors compiled. */
export interface CompiledSelector {
  matchesGvk(gvk: Gvk): boolean;
  readonly name: TextMatcher;
  readonly namespace: TextMatcher;
  readonly labels: LabelMatcher;
  readonly annotations: LabelMatcher;
}

export async function compile(selector: Selector): Promise<CompiledSelector> {
  const [group, version, kind, name, namespace] = await Promise.all(
    [selector.group, selector.version, selector.kind, selector.name, selector.namespace].map(compileSelector),
  );
  const always: TextMatcher = () => true;
  return {
    matchesGvk: (gvk) => (group ?? always)(gvk.group) && (version ?? always)(gvk.version) && (kind ?? always)(gvk.kind),
    name: name ?? always,
    namespace: namespace ?? always,
    labels: parseLabelSelector(selector.labelSelector),
    annotations: parseLabelSelector(selector.annotationSelector),
  };
}

/** The resources whose present or original name and namespace match, and whose present kind and labels do. */
export async function selectResources(set: ResourceSet, selector: Selector): Promise<Resource[]> {
  const compiled = await compile(selector);
  return set.list.filter((resource) => isSelected(resource, compiled));
}

function isSelected(resource: Resource, selector: CompiledSelector): boolean {
  if (!selector.matchesGvk(resource.gvk)) return false;
  const [current, original] = [resource.id, resource.originalId];
  const either = (matches: (id: ResourceId) => boolean): boolean => matches(original) || matches(current);
  if (!either((id) => selector.namespace(effectiveNamespace(id))) || !either((id) => selector.name(id.name)))
    return false;
  return matchesLabels(resource, selector);
}

export function matchesLabels(resource: Resource, selector: CompiledSelector): boolean {
  return selector.labels(resource.labels()) && selector.annotations(resource.annotations());
}
