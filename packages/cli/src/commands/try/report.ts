import type { KubeObject } from '@sluice/objects';
import type { Board } from '../../environment/board.ts';
import { cliKinds, statusOf } from '../../kinds/cli-kind.ts';

/** What is said at the end of `try`, beside the board itself. */
export interface Report {
  /** Custom kinds that nothing here acts on, as `2 HelmRelease`. */
  readonly notRunHere: readonly string[];
  /** Why rows are held, one line each. */
  readonly held: readonly string[];
  /** Rows that failed. */
  readonly failed: readonly string[];
  /** Whether everything is ready, as far as it runs here. */
  readonly isReady: boolean;
}

export interface ReportOptions {
  /** Counts what is not run here, and what is held by it, as a failure. */
  readonly strict: boolean;
  /** Whether the API server itself knows the kind. */
  readonly isBuiltIn: (group: string, kind: string) => boolean;
}

export function makeReport(
  board: Board,
  kustomizations: readonly KubeObject[],
  { strict, isBuiltIn }: ReportOptions,
): Report {
  const rowsIn = (...states: readonly string[]) => board.rows.filter((row) => states.includes(row.state));
  const notRunHere = foreignKinds(kustomizations, isBuiltIn);
  const held = rowsIn('held');
  const isIncomplete = strict && held.length + notRunHere.length > 0;
  return {
    notRunHere,
    held: held.map((row) => `${row.name}: ${row.message}`),
    failed: rowsIn('failed').map((row) => row.name),
    isReady: rowsIn('failed', 'running', 'waiting').length === 0 && !isIncomplete,
  };
}

/** Kinds in the inventories that neither the API server nor a controller of ours acts on, counted. */
function foreignKinds(kustomizations: readonly KubeObject[], isBuiltIn: ReportOptions['isBuiltIn']): string[] {
  const counts = new Map<string, number>();
  const ids = kustomizations.flatMap((object) => statusOf(object).inventory?.entries ?? []).map((entry) => entry.id);
  for (const id of ids) {
    const [, , group = '', kind = ''] = id.split('_');
    if (!isBuiltIn(group, kind) && !isOurs(group, kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].toSorted().map(([kind, count]) => `${String(count)} ${kind}`);
}

function isOurs(group: string, kind: string): boolean {
  return cliKinds.some(({ resource }) => resource.group === group && resource.kind === kind);
}
