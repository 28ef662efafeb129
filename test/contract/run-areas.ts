import type { ApiEndpoint } from '../control-plane/api-request.ts';
import type { ContractArea, ContractCase } from './contract-case.ts';
import { runCase, type StepResult } from './run-case.ts';

/** The answers of one server, by `area: name` of the case. A case that could not be run at all says why. */
export type AreaResults = ReadonlyMap<string, readonly StepResult[] | Error>;

// Most of the time is spent waiting for the real server to establish kinds.
const atOnce = 16;

/** How differences and known differences name a case. */
export function titleOf(area: ContractArea, contractCase: ContractCase): string {
  return `${area.area}: ${contractCase.name}`;
}

/** Runs every case of the areas on one server, some at a time: each has a namespace of its own. */
export async function runAreas(endpoint: ApiEndpoint, areas: readonly ContractArea[]): Promise<AreaResults> {
  const waiting = areas.flatMap((area) => area.cases.map((contractCase) => ({ area, contractCase })));
  const results = new Map<string, readonly StepResult[] | Error>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { area, contractCase } = next;
      const result = await runCase(endpoint, area.area, contractCase).catch((error: unknown) => asError(error));
      results.set(titleOf(area, contractCase), result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
