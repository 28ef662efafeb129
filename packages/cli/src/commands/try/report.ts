import type { KubeObject } from '@sluice/objects';
import type { Board } from '../../environment/board.ts';
import { foreignObjects } from './foreign-objects.ts';

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
  /** How many files have placeholders for encrypted values. */
  readonly placeholders: number;
  /** Whether the API server itself knows the kind. */
  readonly isBuiltIn: (group: string, kind: string) => boolean;
}

export function makeReport(
  board: Board,
  kustomizations: readonly KubeObject[],
  { strict, placeholders, isBuiltIn }: ReportOptions,
): Report {
  const rowsIn = (...states: readonly string[]) => board.rows.filter((row) => states.includes(row.state));
  const notRunHere = foreignKindCounts(kustomizations, isBuiltIn);
  const held = rowsIn('held');
  const isIncomplete = strict && held.length + notRunHere.length + placeholders > 0;
  return {
    notRunHere,
    held: held.map((row) => `${row.name}: ${row.message}`),
    failed: rowsIn('failed').map((row) => row.name),
    isReady: rowsIn('failed', 'running', 'waiting').length === 0 && !isIncomplete,
  };
}

/** Kinds in the inventories that neither the API server nor a controller of ours acts on, counted. */
function foreignKindCounts(kustomizations: readonly KubeObject[], isBuiltIn: ReportOptions['isBuiltIn']): string[] {
  const kinds = Map.groupBy(foreignObjects(kustomizations, isBuiltIn), ({ ref }) => ref.kind);
  return [...kinds].map(([kind, objects]) => `${String(objects.length)} ${kind}`).toSorted();
}
