import type { FieldSpec, NameReference } from '../config/types.ts';
import { isSelectedBy } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import { applyFieldSpec } from './field-spec.ts';
import { CandidateIndex } from './candidates.ts';
import { changeReference } from './reference.ts';
import type { Source } from '../node/node.ts';
import type { Transformer } from './transformer.ts';

interface Reference {
  readonly target: NameReference;
  readonly field: FieldSpec;
}

/**
 * Gives references the new names of what they refer to, after prefixes, suffixes, hashes and patches have changed names.
 * The configuration says which field of which kind refers to which kind.
 */
export function nameReferenceTransformer(references: readonly NameReference[], source: Source): Transformer {
  return {
    source,
    async transform(set, { pacer }) {
      const index = await CandidateIndex.of(set.list, pacer);
      const byKind = new Map<string, readonly Reference[]>();
      for (const referrer of set.list) {
        if (pacer.isDue) await pacer.pause();
        updateReferrer(referrer, referencesOf(referrer, references, byKind), { index, source });
      }
    },
  };
}

/** A referrer's kind may have changed since its references were chosen. */
const anyKind = { group: '', version: '', kind: '' };

/** Resources of one original type share their references. */
function referencesOf(
  referrer: Resource,
  all: readonly NameReference[],
  known: Map<string, readonly Reference[]>,
): readonly Reference[] {
  const id = referrer.originalId;
  const key = `${id.group}/${id.version}/${id.kind}`;
  const present = known.get(key);
  if (present !== undefined) return present;
  const found = all.flatMap((target) =>
    (target.fieldSpecs ?? [])
      .filter((field) => isSelectedBy(id, field))
      .map((field) => ({ target, field: { ...field, ...anyKind } })),
  );
  known.set(key, found);
  return found;
}

function updateReferrer(
  referrer: Resource,
  references: readonly Reference[],
  task: { index: CandidateIndex; source: Source },
): void {
  if (references.length === 0) return;
  const reach = task.index.reachOf(referrer);
  for (const { target, field } of references) {
    try {
      applyFieldSpec(referrer.node, field, {
        set: (node) => changeReference(node, { referrer, target, path: field.path, reach, source: task.source }),
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`updating name reference in '${field.path}' field of '${referrer.describe()}': ${reason}`, {
        cause,
      });
    }
  }
}
