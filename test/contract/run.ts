// Prints where the sandbox answers differently from a real API server:
//   node tools/start.mjs test/contract/run.ts [AREA [CASE]]    both are parts of names
import { areas } from './areas.ts';
import { rememberRealServer } from './real-answers.ts';
import { askSandbox } from './sandbox-answers.ts';
import { describeDifferences, scoreAreas, scoreTable } from './score.ts';

const [areaPart = '', casePart = ''] = process.argv.slice(2);

const chosen = areas
  .filter(({ area }) => area.includes(areaPart))
  .map(({ cases, ...area }) => ({ ...area, cases: cases.filter(({ name }) => name.includes(casePart)) }))
  .filter(({ cases }) => cases.length > 0);

const scores = scoreAreas(chosen, await rememberRealServer(chosen), await askSandbox(chosen));
for (const differing of scores.flatMap((score) => score.differing)) console.log(describeDifferences(differing));
console.log(scoreTable(scores));
