import type { KubeObject } from '@sluice/objects';
import type { Board } from '../../environment/board.ts';
import { statusOf } from '../../kinds/cli-kind.ts';

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

const servedGroups = new Set(['source.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io']);
const servedKinds = new Set(['GitRepository', 'Kustomization']);

/** `strict` counts what is not run here, and what is held by it, as a failure. */
export function makeReport(board: Board, kustomizations: readonly KubeObject[], options: { readonly strict: boolean; readonly isBuiltIn: (group: string, kind: string) => boolean }): Report {
  const foreign = new Map<string, number>();
  for (const object of kustomizations) {
    for (const { id } of statusOf(object).inventory?.entries ?? []) {
      const [, , group = '', kind = ''] = id.split('_');
      const isRun = options.isBuiltIn(group, kind) || (servedGroups.has(group) && servedKinds.has(kind));
      if (!isRun) foreign.set(kind, (foreign.get(kind) ?? 0) + 1);
    }
  }
  const held = board.rows.filter((row) => row.state === 'held').map((row) => `${row.name}: ${row.message}`);
  const failed = board.rows.filter((row) => row.state === 'failed').map((row) => row.name);
  const isStuck = board.rows.some((row) => row.state === 'running' || row.state === 'waiting');
  const notRunHere = [...foreign].toSorted().map(([kind, count]) => `${String(count)} ${kind}`);
  return { notRunHere, held, failed, isReady: failed.length === 0 && !isStuck && !(options.strict && (held.length > 0 || notRunHere.length > 0)) };
}
