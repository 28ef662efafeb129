import { expect, it } from 'vitest';
import { runHere } from './test-support/run-here.ts';

it('--help lists the commands under headings', async () => {
  const { code, out } = await runHere('--help');
  expect(code).toBe(0);
  const headings = out.split('\n').filter((line) => /^\S.*:$/.test(line));
  expect(headings).toEqual([
    'Options:',
    'Without a cluster:',
    'What there is:',
    'What happens:',
    'Installation:',
    'Commands:',
  ]);
});

it('the help of a command has the flags of every command too, and no list of nothing as a default', async () => {
  const { out } = await runHere('create', 'alert', '--help');
  expect(out).toContain('\nGlobal Options:\n  -n, --namespace <namespace>');
  expect(out).toContain('--event-source <kind/name>');
  expect(out).not.toContain('[])');
});

it.each([
  [['notify', 'test'], "missing required argument 'provider'", 'sluice notify test --help'],
  [['get', 'alert-provders'], "unknown command 'alert-provders'", 'alert-providers'],
  [['suspend', 'alert', 'x', '--fro', '2h'], "unknown option '--fro'", '--for'],
])('%j says what is wrong and what there is', async (args, message, hint) => {
  const { code, err } = await runHere(...args);
  expect(code).toBe(1);
  expect(err).toMatch(/^✗ /);
  expect(err).toContain(message);
  expect(err).toContain(hint);
});
