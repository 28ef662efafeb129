import type { StepResult } from './run-case.ts';

/** One place where two answers differ. */
export interface Difference {
  /** From 1; the request that was answered differently. */
  readonly step: number;
  /** `status`, `body.metadata.generation`, … */
  readonly path: string;
  readonly real: unknown;
  readonly sandbox: unknown;
}

const enough = 8;

/** Where the answers differ, the first few places in the order of the steps. Object keys may come in any order. */
export function compareResults(real: readonly StepResult[], sandbox: readonly StepResult[]): Difference[] {
  const found: Difference[] = [];
  for (const [index, result] of real.entries()) collect({ found, step: index + 1 }, '', result, sandbox[index]);
  return found.slice(0, enough);
}

interface Collecting {
  readonly found: Difference[];
  readonly step: number;
}

function collect(into: Collecting, path: string, real: unknown, sandbox: unknown): void {
  if (Object.is(real, sandbox) || into.found.length >= enough) return;
  if (isObject(real) && isObject(sandbox) && Array.isArray(real) === Array.isArray(sandbox)) {
    for (const key of new Set([...Object.keys(real), ...Object.keys(sandbox)])) {
      collect(into, path === '' ? key : `${path}.${key}`, real[key], sandbox[key]);
    }
    return;
  }
  into.found.push({ step: into.step, path, real, sandbox });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
