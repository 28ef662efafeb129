import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startControlPlane, type ControlPlaneOptions } from '../control-plane/control-plane.ts';
import { kubernetesVersion } from '../control-plane/servers.ts';
import type { ContractArea } from './contract-case.ts';
import type { StepResult } from './run-case.ts';
import { runAreas, type AreaResults } from './run-areas.ts';

/** As envtest is run: nothing acts on objects, and pods need no service account. */
const bareServer: ControlPlaneOptions = {
  controllerManager: false,
  apiServerFlags: ['--disable-admission-plugins=ServiceAccount'],
};

/** The areas with the cases that need controllers, or with the others. */
export function casesThatNeed(controllers: boolean, areas: readonly ContractArea[]): ContractArea[] {
  return areas
    .map(({ area, cases }) => ({ area, cases: cases.filter(({ needs }) => (needs === 'controllers') === controllers) }))
    .filter(({ cases }) => cases.length > 0);
}

/** The answers of a real control plane: a bare one, and one with controllers for the cases that need them. */
export async function askRealServer(areas: readonly ContractArea[]): Promise<AreaResults> {
  const bare = await askControlPlane(bareServer, casesThatNeed(false, areas));
  const controlled = await askControlPlane({}, casesThatNeed(true, areas));
  return new Map([...bare, ...controlled]);
}

async function askControlPlane(options: ControlPlaneOptions, areas: readonly ContractArea[]): Promise<AreaResults> {
  if (areas.length === 0) return new Map();
  const plane = await startControlPlane(options);
  try {
    return await runAreas(plane, areas);
  } finally {
    await plane.stop();
  }
}

/** The same, asked once and kept for as long as the cases stay the same: for whoever mends the sandbox. */
export async function rememberRealServer(areas: readonly ContractArea[]): Promise<AreaResults> {
  const digest = createHash('sha256')
    .update(JSON.stringify([kubernetesVersion, areas]))
    .digest('hex')
    .slice(0, 16);
  const file = fileURLToPath(new URL(`../../node_modules/.cache/sluice/contract-${digest}.json`, import.meta.url));
  if (existsSync(file)) return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, StepResult[]][]);
  const results = await askRealServer(areas);
  const failed = [...results].filter(([, result]) => result instanceof Error);
  if (failed.length > 0)
    throw new Error(`cannot be run: ${failed.map(([title, error]) => `${title}: ${String(error)}`).join(', ')}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify([...results]));
  return results;
}
