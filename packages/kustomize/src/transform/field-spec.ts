import type { FieldSpec } from '../config/types.ts';
import { field } from '../node/fields.ts';
import { lookup, metadataText, type Creation } from '../node/lookup.ts';
import { tags, textOf, type Node, type NodeKind, type Source, type Tag } from '../node/node.ts';
import { splitPath } from '../node/paths.ts';
import { idText, isSelectedBy, parseApiVersion } from '../resource/ids.ts';
import { wrongKindContents } from './wrong-kind.ts';

/** What to do at the fields that a spec leads to. */
export interface FieldChange {
  /** Called for each field found; it changes the node in place. */
  set(node: Node): void;
  /** The kind of a missing last field; without it nothing is created. */
  readonly createKind?: NodeKind;
  /** The tag that a null field gets before `set` sees it. */
  readonly createTag?: Tag;
  readonly source?: Source;
}

/** Changes the fields of one resource that the spec names. Lists on the way are walked through. */
export function applyFieldSpec(resource: Node, spec: FieldSpec, change: FieldChange): void {
  if (!specMatches(spec, resource)) return;
  try {
    walk(resource, 0, { spec, change, steps: stepsOf(spec) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message + wrongKindContents(cause, resource) : String(cause);
    throw new Error(`considering field '${spec.path}' of object ${idOf(resource)}: ${reason}`, { cause });
  }
}

export function applyFieldSpecs(resource: Node, specs: readonly FieldSpec[], change: FieldChange): void {
  for (const spec of specs) applyFieldSpec(resource, spec, change);
}

function specMatches(spec: FieldSpec, resource: Node): boolean {
  const kind = field(resource, 'kind')?.value ?? '';
  if (spec.kind !== '' && spec.kind !== kind) return false;
  if (spec.group === '' && spec.version === '') return true;
  return isSelectedBy({ ...parseApiVersion(field(resource, 'apiVersion')?.value ?? ''), kind }, spec);
}

function idOf(resource: Node): string {
  const { group, version } = parseApiVersion(textOf(field(resource, 'apiVersion')));
  const kind = textOf(field(resource, 'kind'));
  return idText({
    group,
    version,
    kind,
    name: metadataText(resource, 'name'),
    namespace: metadataText(resource, 'namespace'),
  });
}

/** One part of a spec's path. */
interface Step {
  readonly name: string;
  /** Written `name[]`: the field is a list, and is never created. */
  readonly isList: boolean;
  /** An index or the like, which only a full lookup understands. */
  readonly isSpecial: boolean;
}

const knownSteps = new WeakMap<FieldSpec, readonly Step[]>();

function stepsOf(spec: FieldSpec): readonly Step[] {
  const known = knownSteps.get(spec);
  if (known !== undefined) return known;
  const steps = splitPath(spec.path, '/').map((part) => {
    const name = part.endsWith('[]') ? part.slice(0, -2) : part;
    return { name, isList: name !== part, isSpecial: !/^[A-Za-z][\w.-]*$/.test(name) };
  });
  knownSteps.set(spec, steps);
  return steps;
}

interface Walk {
  readonly spec: FieldSpec;
  readonly change: FieldChange;
  readonly steps: readonly Step[];
}

function walk(node: Node, at: number, task: Walk): void {
  const step = task.steps[at];
  if (step === undefined) return task.change.set(node);
  if (node.tag === tags.null || node.kind === 'none') return;
  if (node.kind === 'seq') for (const item of node.content) walk(item, at, task);
  else if (node.kind === 'map') walkMap(node, at, step, task);
  else throw new Error('expected sequence or mapping node');
}

function walkMap(node: Node, at: number, step: Step, task: Walk): void {
  if (step.name === '') throw new Error('cannot set or create an empty field name');
  const missing = creationFor({ isList: step.isList, isLast: at === task.steps.length - 1 }, task);
  const found = findField(node, step, missing.creates ? { kind: missing.kind, source: task.change.source } : undefined);
  if (found === undefined) return;
  if (found.tag === tags.null && missing.kind !== 'none') {
    found.kind = missing.kind;
    found.tag = missing.tag;
  }
  walk(found, at + 1, task);
}

function findField(node: Node, step: Step, create: Creation | undefined): Node | undefined {
  const found = step.isSpecial ? undefined : field(node, step.name);
  return found === undefined && (step.isSpecial || create !== undefined) ? lookup(node, [step.name], create) : found;
}

interface Missing {
  readonly creates: boolean;
  readonly kind: NodeKind;
  readonly tag: Tag;
}

/** What becomes of a missing or null field on the way. */
function creationFor(place: { isList: boolean; isLast: boolean }, { spec, change }: Walk): Missing {
  const kind = change.createKind;
  if (!spec.create || kind === undefined || place.isList)
    return { creates: false, kind: place.isList ? 'seq' : 'none', tag: tags.none };
  if (place.isLast) return { creates: true, kind, tag: change.createTag ?? tags.none };
  return { creates: true, kind: 'map', tag: tags.map };
}
