import { RuleTester } from 'oxlint/plugins-dev';
import { describe, it } from 'vitest';
import { noAmbientTime } from './no-ambient-time.ts';
import { noDynamicRegexp } from './no-dynamic-regexp.ts';
import { noForIn } from './no-for-in.ts';
import { noShell } from './no-shell.ts';
import { noSleep } from './no-sleep.ts';
import { suppressionReason } from './suppression-reason.ts';

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester({ languageOptions: { parserOptions: { lang: 'ts' } } });

function invalid(messageId: string, codes: string[]): { code: string; errors: { messageId: string }[] }[] {
  return codes.map((code) => ({ code, errors: [{ messageId }] }));
}

tester.run('no-for-in', noForIn, {
  valid: ['for (const key of Object.keys(o)) use(key);'],
  invalid: invalid('forIn', ['for (const key in o) use(key);']),
});

tester.run('no-ambient-time', noAmbientTime, {
  valid: ['clock.now();', 'new Date(0);', 'clock.setTimeout(f, 1);', 'Date.parse(text);'],
  invalid: invalid('ambient', [
    'Date.now();',
    'performance.now();',
    'new Date();',
    'setTimeout(f, 1);',
    'setInterval(f, 1);',
  ]),
});

tester.run('no-dynamic-regexp', noDynamicRegexp, {
  valid: ['/a+/.test(text);', 'new RegExp("a+");'],
  invalid: invalid('dynamic', ['new RegExp(pattern);', 'RegExp(`^${pattern}$`);', 'new RegExp(a + b);']),
});

tester.run('no-shell', noShell, {
  valid: [
    'import { spawn } from "node:child_process"; spawn("git", [name], { shell: false });',
    'const object = { shell: true };',
    'import { exec } from "./queries.ts";',
  ],
  invalid: invalid('shell', [
    'import { exec } from "node:child_process";',
    'import { execSync as run } from "child_process";',
    'spawn(name, [], { shell: true });',
    'execFile(name, [], { shell: "/bin/sh" });',
  ]),
});

tester.run('no-sleep', noSleep, {
  valid: ['setTimeout(() => controller.abort(), 10);', 'import { setImmediate } from "node:timers/promises";'],
  invalid: invalid('sleep', [
    'await new Promise((resolve) => setTimeout(resolve, 10));',
    'await new Promise((r) => setTimeout(r, 10));',
    'import { setTimeout as sleep } from "node:timers/promises";',
  ]),
});

tester.run('suppression-reason', suppressionReason, {
  valid: [
    '// oxlint-disable-next-line no-console -- the terminal is the product here\nconsole.log(1);',
    '// @ts-expect-error -- the type must refuse a number\nconst a: string = 1;',
    '// a remark about eslint-disable',
  ],
  invalid: invalid('reason', [
    '// oxlint-disable-next-line no-console\nconsole.log(1);',
    '/* eslint-disable */\nconsole.log(1);',
    '// @ts-expect-error\nconst a: string = 1;',
    '// oxlint-disable-next-line no-console -- because\nconsole.log(1);',
  ]),
});
