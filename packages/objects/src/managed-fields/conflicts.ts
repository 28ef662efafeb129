import type { FieldSet } from './field-set.ts';
import type { FieldOwner } from './managers.ts';
import { type FieldSetPath, pathText } from './path-element.ts';

/** A field that an apply would change although another manager owns it. */
export interface ApplyConflict {
  /** Who owns the field. */
  readonly owner: FieldOwner;
  readonly path: FieldSetPath;
}

export function conflictsOf(owner: FieldOwner, fields: FieldSet): ApplyConflict[] {
  return Array.from(fields.paths(), (path) => ({ owner, path }));
}

/** The message of the error with which the API server refuses the apply (409). */
export function conflictMessage(conflicts: readonly ApplyConflict[]): string {
  const [only] = conflicts;
  if (only !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${ownerText(only.owner)}: ${pathText(only.path)}`;
  }
  const byOwner = Map.groupBy(conflicts, ({ owner }) => owner);
  const lines = [...byOwner].flatMap(([owner, own]) => [
    `conflicts with ${ownerText(owner)}:`,
    ...own.map(({ path }) => `- ${pathText(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

/** The causes in the details of that error. */
export function conflictCauses(
  conflicts: readonly ApplyConflict[],
): { reason: string; message: string; field: string }[] {
  return conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(owner)}`,
    field: pathText(path),
  }));
}

function ownerText(owner: FieldOwner): string {
  const subresource = owner.subresource === '' ? '' : ` with subresource ${JSON.stringify(owner.subresource)}`;
  const version = owner.operation === 'Update' ? ` using ${owner.apiVersion}` : '';
  return `${JSON.stringify(owner.manager)}${subresource}${version}`;
}
