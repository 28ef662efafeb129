import type { GateDecision } from '@sluice/api';
import { gatePrefix } from './gate-path.ts';

/** What may be asked of a Gate: the last part of the path. */
export interface Action {
  readonly name: string;
  /** What it decides; absent for those that decide nothing. */
  readonly decides?: GateDecision['state'];
  /**
   * The status when that was done. Flagger's load tester answers its open and close with 202 and its halt with 403; a
   * hook that points at a denial must not take it for consent, so deny answers as halt does.
   */
  readonly status?: number;
}

const all: readonly Action[] = [
  { name: 'check' },
  { name: 'event' },
  { name: 'approve', decides: 'Approved', status: 200 },
  { name: 'open', decides: 'Approved', status: 202 },
  { name: 'deny', decides: 'Denied', status: 403 },
  { name: 'halt', decides: 'Denied', status: 403 },
  { name: 'close', decides: 'Denied', status: 202 },
];

/** The actions by name. */
export const actions: ReadonlyMap<string, Action> = new Map(all.map((action) => [action.name, action]));

/** The path of the Gate and the action that a request names; queries make it another path. */
export function askedFor(target: string): { readonly path: string; readonly action: string } | undefined {
  const slash = target.lastIndexOf('/');
  if (slash < gatePrefix.length || target.length > 512) return undefined;
  return { path: target.slice(0, slash), action: target.slice(slash + 1) };
}
