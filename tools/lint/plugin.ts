/** The project's own lint rules, for what no published rule says. Each has a test beside it. */
import { noAmbientTime } from './no-ambient-time.ts';
import { noDynamicRegexp } from './no-dynamic-regexp.ts';
import { noForIn } from './no-for-in.ts';
import { noShell } from './no-shell.ts';
import { noSleep } from './no-sleep.ts';
import type { Rule } from './rule.ts';
import { suppressionReason } from './suppression-reason.ts';

const rules: Record<string, Rule> = {
  'no-ambient-time': noAmbientTime,
  'no-dynamic-regexp': noDynamicRegexp,
  'no-for-in': noForIn,
  'no-shell': noShell,
  'no-sleep': noSleep,
  'suppression-reason': suppressionReason,
};

export default { meta: { name: 'sluice' }, rules };
