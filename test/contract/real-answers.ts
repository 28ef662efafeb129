import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startControlPlane, type ControlPlaneOptions } from '../control-plane/control-plane.ts';
import { kubernetesVersion } from '../control-plane/servers.ts';
import type { ContractArea, ContractCase } from './contract-case.ts';
import type { StepResult } from './run-case.ts';
import { runAreas, titleOf, type AreaResults } from './run-areas.ts';

/** As envtest is run: nothing acts on objects, pods need no service account, and containers may be privileged. */
const bareServer: ControlPlaneOptions = {
  controllerManager: false,
  apiServerFlags: ['--disable-admission-plugins=ServiceAccount', '--allow-privileged=true'],
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

/** The same, each case asked once and kept for as long as it stays the same: for whoever mends the sandbox. */
export async function rememberRealServer(areas: readonly ContractArea[]): Promise<AreaResults> {
  const kept = readKept();
  const missing = areas
    .map(({ area, cases }) => ({ area, cases: cases.filter((each) => !kept.has(digestOf(area, each))) }))
    .filter(({ cases }) => cases.length > 0);
  const asked = await askRealServer(missing);
  const results = new Map<string, readonly StepResult[] | Error>();
  for (const area of areas) {
    for (const each of area.cases) {
      const digest = digestOf(area.area, each);
      const result = kept.get(digest) ?? asked.get(titleOf(area, each)) ?? new Error('not asked');
      if (!(result instanceof Error)) kept.set(digest, result);
      results.set(titleOf(area, each), result);
    }
  }
  if (missing.length > 0) writeKept(kept);
  return results;
}

type Kept = Map<string, readonly StepResult[]>;

const keptFile = fileURLToPath(new URL('../../node_modules/.cache/sluice/contract.json', import.meta.url));

function readKept(): Kept {
  return new Map(existsSync(keptFile) ? (JSON.parse(readFileSync(keptFile, 'utf8')) as [string, StepResult[]][]) : []);
}

function writeKept(kept: Kept): void {
  mkdirSync(dirname(keptFile), { recursive: true });
  writeFileSync(keptFile, JSON.stringify([...kept]));
}

/** Answers are kept as they are compared. */
const normalising = readFileSync(new URL('normalise.ts', import.meta.url), 'utf8');

function digestOf(area: string, contractCase: ContractCase): string {
  return createHash('sha256')
    .update(JSON.stringify([kubernetesVersion, normalising, area, contractCase]))
    .digest('hex')
    .slice(0, 16);
}
