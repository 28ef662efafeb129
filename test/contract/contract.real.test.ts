import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@sluice/sandbox';
import { expect, test } from 'vitest';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers, kubernetesVersion } from '../control-plane/servers.ts';
import { areas } from './areas.ts';
import knownDifferences from './known-differences.json' with { type: 'json' };
import { operationsOf, servedOperations } from './operations.ts';
import { askRealServer } from './real-answers.ts';
import { askSandbox } from './sandbox-answers.ts';
import { describeDifferences, percent, scoreAreas, scoreTable, type AreaScore } from './score.ts';

const page = fileURLToPath(new URL('../../docs/sandbox.md', import.meta.url));
const begin = '<!-- written by test/contract: do not edit -->';
const end = '<!-- end -->';

/** Cases never leave: raise this with each that comes. */
const caseCount = 2406;

/** Known differences that a real server itself decides by chance: at times it answers as the sandbox does. */
const byChance = new Set([
  'access: SelfSubjectAccessReview of a path that all may read',
  'access: SubjectAccessReview of a path',
]);

/** How much of the first ring must be answered alike, and how much of each area of both. */
const leastOfRing = 0.98;
const leastOfArea = 0.9;

test.skipIf(findControlPlaneServers() === undefined)(
  `the sandbox answers like a real API server; needs ${controlPlaneNeeded}`,
  async () => {
    const scores = scoreAreas(areas, await askRealServer(areas), await askSandbox(areas));
    const { served, all } = await countOperations();
    console.log(`${scoreTable(scores)}\nthe sandbox serves ${served} of ${all} operations (${percent(served, all)} %)`);
    const differing = scores.flatMap((score) => score.differing);
    const unknown = differing.filter(({ title }) => !Object.hasOwn(knownDifferences, title));
    const titles = new Set(differing.map(({ title }) => title));
    expect(unknown.map(describeDifferences).join('\n'), 'answers that differ and are not known to').toBe('');
    expect(
      Object.keys(knownDifferences).filter((title) => !titles.has(title) && !byChance.has(title)),
      'known differences that are none any more: remove them',
    ).toEqual([]);
    expect(sumOf(scores, 'cases')).toBeGreaterThanOrEqual(caseCount);
    const first = scores.filter(({ ring }) => ring === 1);
    expect(sumOf(first, 'alike') / sumOf(first, 'cases'), 'of the first ring').toBeGreaterThanOrEqual(leastOfRing);
    expect(scores.filter((score) => score.alike / score.cases < leastOfArea).map(({ area }) => area)).toEqual([]);
    writeScore(scores, served, all);
  },
);

function sumOf(scores: readonly AreaScore[], field: 'cases' | 'alike'): number {
  return scores.reduce((sum, score) => sum + score[field], 0);
}

async function countOperations(): Promise<{ served: number; all: number }> {
  const plane = await startControlPlane({ controllerManager: false });
  const sandbox = await startSandbox();
  try {
    const operations = await operationsOf(plane);
    const served = await servedOperations(sandbox, operations);
    return { served: served.length, all: operations.length };
  } finally {
    await Promise.all([plane.stop(), sandbox.close()]);
  }
}

/** Keeps the score in the sandbox's page, between two marks. */
function writeScore(scores: readonly AreaScore[], served: number, all: number): void {
  const known = Object.entries(knownDifferences).map(([title, reason]) => `- ${title}: ${reason}`);
  const text = [
    begin,
    '',
    `Compared with kube-apiserver ${kubernetesVersion}, request by request:`,
    '',
    scoreTable(scores),
    '',
    `Of the ${all} operations that its OpenAPI names, the sandbox has a route for ${served} (${percent(served, all)} %).`,
    '',
    'Known differences:',
    '',
    ...known,
    '',
    end,
  ].join('\n');
  const before = existsSync(page)
    ? readFileSync(page, 'utf8')
    : `# The sandbox\n\n## How alike it is\n\n${begin}\n${end}\n`;
  const [head = '', rest = ''] = before.split(begin);
  const after = `${head}${text}${rest.split(end)[1] ?? '\n'}`;
  if (after !== before) writeFileSync(page, after);
}
