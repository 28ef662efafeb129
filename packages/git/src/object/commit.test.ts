import { describe, expect, it } from 'vitest';

import { formatCommit, parseCommit } from './commit.ts';

const tree = 'b'.repeat(40);
const parent = 'c'.repeat(40);
const oid = 'd'.repeat(40);
const who = 'A U Thor <a@x> 1700000000 +0130';

function parse(text: string): ReturnType<typeof parseCommit> {
  return parseCommit(oid, Buffer.from(text));
}

describe('parseCommit', () => {
  it('reads what formatCommit writes', () => {
    const author = { name: 'A U Thor', email: 'a@x', timestampSeconds: 1_700_000_000, offsetMinutes: -90 };
    const commit = { tree, parents: [parent, tree], author, committer: author, message: 'Subject\n\nBody\n' };
    expect(parseCommit(oid, formatCommit(commit))).toEqual({ oid, ...commit });
  });

  it('keeps signatures and other lines out of the message', () => {
    const commit = parse(
      `tree ${tree}\nauthor ${who}\ncommitter ${who}\ngpgsig -----BEGIN\n tree inside\n -----END\nencoding x\n\nMessage`,
    );
    expect(commit).toMatchObject({ tree, parents: [], message: 'Message' });
    expect(commit.author.offsetMinutes).toBe(90);
  });

  it('takes dates before 1970 and after 2106, and cuts a message of 10 MB', () => {
    expect(
      parse(`tree ${tree}\nauthor a <a> -1 +0000\ncommitter a <a> 9999999999 +0000\n\nx`).author.timestampSeconds,
    ).toBe(-1);
    expect(parse(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\n${'x'.repeat(10_000_000)}`).message).toHaveLength(
      65_536,
    );
  });

  it.each([
    ['no tree', `author ${who}\ncommitter ${who}\n\nx`],
    ['a second tree', `tree ${tree}\nauthor ${who}\ncommitter ${who}\ntree ${parent}\n\nx`],
    ['a parent after the author', `tree ${tree}\nauthor ${who}\nparent ${parent}\ncommitter ${who}\n\nx`],
    ['two signatures', `tree ${tree}\nauthor ${who}\ncommitter ${who}\ngpgsig a\ngpgsig b\n\nx`],
    ['a NUL in the header', `tree ${tree}\nauthor ${who}\ncommitter ${who}\nx \0\n\nx`],
    ['a tree that is no id', `tree ../x\nauthor ${who}\ncommitter ${who}\n\nx`],
    ['no committer', `tree ${tree}\nauthor ${who}\n\nx`],
    ['nothing', ''],
  ])('refuses a commit with %s', (_, text) => {
    expect(() => parse(text)).toThrow(/^refused: the commit d+ has /);
  });
});
