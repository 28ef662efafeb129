import { compareResults, type Difference } from './compare.ts';
import type { ContractArea } from './contract-case.ts';
import { titleOf, type AreaResults } from './run-areas.ts';

/** A case that was answered differently, and where. */
export interface DifferingCase {
  readonly title: string;
  readonly differences: readonly Difference[];
}

export interface AreaScore {
  readonly area: string;
  readonly ring: 1 | 2;
  readonly cases: number;
  readonly alike: number;
  readonly differing: readonly DifferingCase[];
}

/** Compares the answers of both servers, case by case. */
export function scoreAreas(areas: readonly ContractArea[], real: AreaResults, sandbox: AreaResults): AreaScore[] {
  return areas.map((area) => {
    const titles = area.cases.map((contractCase) => titleOf(area, contractCase));
    const differing = titles
      .map((title) => ({ title, differences: differencesOf(real.get(title), sandbox.get(title)) }))
      .filter(({ differences }) => differences.length > 0);
    return {
      area: area.area,
      ring: area.ring ?? 1,
      cases: titles.length,
      alike: titles.length - differing.length,
      differing,
    };
  });
}

type CaseResults = AreaResults extends ReadonlyMap<string, infer Result> ? Result | undefined : never;

function differencesOf(real: CaseResults, sandbox: CaseResults): readonly Difference[] {
  if (Array.isArray(real) && Array.isArray(sandbox)) return compareResults(real, sandbox);
  return [{ step: 0, path: 'the case could not be run', real: String(real), sandbox: String(sandbox) }];
}

/** `97.4`, of a hundred; rounded down, so that 100.0 means all. */
export function percent(alike: number, cases: number): string {
  return cases === 0 ? '100.0' : (Math.floor((alike * 1000) / cases) / 10).toFixed(1);
}

/** The scores as a table in Markdown, each ring with its sum. */
export function scoreTable(scores: readonly AreaScore[]): string {
  const rows = ([1, 2] as const).flatMap((ring) => ringRows(ring, scores));
  return ['| area | cases | answered alike | % |', '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}

function ringRows(ring: 1 | 2, scores: readonly AreaScore[]): string[] {
  const chosen = scores.filter((score) => score.ring === ring);
  if (chosen.length === 0) return [];
  const cases = chosen.reduce((sum, score) => sum + score.cases, 0);
  const alike = chosen.reduce((sum, score) => sum + score.alike, 0);
  return [...chosen, { area: `**${ring === 1 ? 'first' : 'second'} ring**`, cases, alike }].map(
    (score) => `| ${score.area} | ${score.cases} | ${score.alike} | ${percent(score.alike, score.cases)} |`,
  );
}

/** A case's differences for a person to read: of long values the part that differs. */
export function describeDifferences({ title, differences }: DifferingCase): string {
  const lines = differences.map(({ step, path, real, sandbox }) => {
    const [realText, sandboxText] = [textOf(real), textOf(sandbox)];
    const from = Math.max(0, firstDifference(realText, sandboxText) - shownBefore);
    return `  step ${step}, ${path}\n    real    ${cut(realText, from)}\n    sandbox ${cut(sandboxText, from)}`;
  });
  return [title, ...lines].join('\n');
}

const shownLength = 400;
const shownBefore = 60;

function textOf(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value);
}

function firstDifference(a: string, b: string): number {
  const found = [...a].findIndex((letter, index) => letter !== b[index]);
  return Math.max(a.length, b.length) <= shownLength || found === -1 ? 0 : found;
}

function cut(text: string, from: number): string {
  const end = from + shownLength;
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${text.length > end ? '…' : ''}`;
}
