import { startSandbox, type SandboxOptions } from '@sluice/sandbox';
import type { ContractArea } from './contract-case.ts';
import { casesThatNeed } from './real-answers.ts';
import { runAreas, type AreaResults } from './run-areas.ts';

/** Nothing simulates workloads, as nothing does on the real servers. */
const alone: SandboxOptions = { workloads: false };

/** The sandbox's answers, run like the real servers: bare, and with controllers for the cases that need them. */
export async function askSandbox(areas: readonly ContractArea[]): Promise<AreaResults> {
  const bare = await askOne(alone, casesThatNeed(false, areas));
  const controlled = await askOne({ ...alone, controllers: true }, casesThatNeed(true, areas));
  return new Map([...bare, ...controlled]);
}

async function askOne(options: SandboxOptions, areas: readonly ContractArea[]): Promise<AreaResults> {
  if (areas.length === 0) return new Map();
  const sandbox = await startSandbox(options);
  try {
    return await runAreas(sandbox, areas);
  } finally {
    await sandbox.close();
  }
}
