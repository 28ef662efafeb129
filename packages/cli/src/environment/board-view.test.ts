import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openBoardView } from './board-view.ts';
import type { BoardRow } from './board.ts';

function screen(isLive: boolean) {
  let text = '';
  const err = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { terminal: { out: err, err, isLive, isInteractive: isLive, columns: 60 }, text: () => text };
}

const row = (state: BoardRow['state'], message: string): BoardRow => ({
  name: 'Kustomization/apps',
  state,
  message,
  detail: '',
});
const board = (...rows: BoardRow[]) => ({ rows, isSettled: false });

describe('without a terminal', () => {
  it('prints what is ready at once, and passing states only when they last', () => {
    const { terminal, text } = screen(false);
    const due: (() => void)[] = [];
    const view = openBoardView(terminal, {
      now: () => 0,
      later: (act) => (due.push(act), () => due.splice(due.indexOf(act), 1)),
    });
    view.show(board(row('failed', 'no artifact yet')));
    view.show(board(row('running', '')));
    expect(due).toEqual([]);
    view.show(board(row('ready', 'applied')));
    expect(text()).toBe(`   ✔ ${'Kustomization/apps'.padEnd(32)}  applied   0.00 s\n`);
    view.show(board(row('failed', 'broken\nat line 3')));
    due.forEach((act) => act());
    expect(text()).toContain('✖ Kustomization/apps');
    expect(text()).toContain('broken   0.00 s\n     at line 3\n');
  });

  it('prints what is pending when it finishes, once', () => {
    const { terminal, text } = screen(false);
    const view = openBoardView(terminal, { later: () => () => undefined });
    view.show(board(row('failed', 'broken')));
    view.finish();
    view.finish();
    expect(text().match(/broken/g)).toHaveLength(1);
  });
});

it('counts anew after it finished', () => {
  const { terminal, text } = screen(false);
  let now = 0;
  const view = openBoardView(terminal, { now: () => now });
  now = 1000;
  view.show(board(row('ready', 'one')));
  now = 9000;
  view.finish();
  now = 9500;
  view.show(board(row('ready', 'two')));
  expect(text()).toMatch(/one {3}1\.00 s\n.*two {3}0\.50 s\n/s);
});

describe('in a terminal', () => {
  it('draws over its last state and cuts long lines', () => {
    const { terminal, text } = screen(true);
    const view = openBoardView(terminal);
    view.show(board(row('running', 'x'.repeat(100))));
    view.show(board(row('ready', 'done')));
    expect(text()).toContain('\u001b[1A\u001b[0J');
    expect(text().split('\n')[0]).toMatch(/x…$/);
  });
});
