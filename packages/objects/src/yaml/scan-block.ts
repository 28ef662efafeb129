import { hash, isBlank, isBreak, isBreakOrEnd, isDigit, minus, plus, space, tab } from './characters.ts';
import type { Cursor } from './cursor.ts';

interface Header {
  readonly chomp: 'clip' | 'strip' | 'keep';
  /** Explicit indentation, 0 when the text shows it. */
  readonly increment: number;
}

/** Scans a literal or folded scalar whose `|` or `>` stands at the cursor. `indent` is that of the block around it. */
export function scanBlock(cursor: Cursor, blockIndent: number, isLiteral: boolean): { value: string; end: number } {
  const start = cursor.offset++;
  const { chomp, increment } = scanHeader(cursor, start);
  let end = cursor.offset;
  const explicit = increment === 0 ? 0 : Math.max(blockIndent, 0) + increment;
  let gap = scanBreaks(cursor, explicit, start);
  const indent = explicit === 0 ? Math.max(gap.maxColumn, blockIndent + 1, 1) : explicit;
  let value = '';
  let leadingBreak = '';
  let afterBlank = false;
  while (cursor.column === indent && cursor.peek() !== 0) {
    const startsBlank = isBlank(cursor.peek());
    const folds = !isLiteral && leadingBreak === '\n' && !afterBlank && !startsBlank;
    value += (folds ? foldedBreak(gap.breaks) : leadingBreak) + gap.breaks + scanLine(cursor);
    afterBlank = startsBlank;
    end = cursor.offset;
    leadingBreak = cursor.peek() === 0 ? '' : cursor.readBreak();
    gap = scanBreaks(cursor, indent, start);
  }
  return { value: value + chomped(chomp, leadingBreak, gap.breaks), end };
}

/** A single line break between folded lines is a blank; before empty lines it is nothing. */
function foldedBreak(emptyLines: string): string {
  return emptyLines === '' ? ' ' : '';
}

function chomped(chomp: Header['chomp'], lastBreak: string, emptyLines: string): string {
  if (chomp === 'strip') return '';
  return chomp === 'keep' ? lastBreak + emptyLines : lastBreak;
}

function scanHeader(cursor: Cursor, start: number): Header {
  const before = scanIncrement(cursor, start);
  const chomp = scanChomp(cursor);
  const increment = before === 0 && chomp !== 'clip' ? scanIncrement(cursor, start) : before;
  while (isBlank(cursor.peek())) cursor.offset++;
  if (cursor.peek() === hash) scanLine(cursor);
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('did not find expected comment or line break', start);
  if (isBreak(cursor.peek())) cursor.skipBreak();
  return { chomp, increment };
}

function scanChomp(cursor: Cursor): Header['chomp'] {
  const code = cursor.peek();
  if (code !== plus && code !== minus) return 'clip';
  cursor.offset++;
  return code === plus ? 'keep' : 'strip';
}

function scanIncrement(cursor: Cursor, start: number): number {
  const code = cursor.peek();
  if (!isDigit(code)) return 0;
  if (code === 0x30) cursor.fail('found an indentation indicator equal to 0', start);
  cursor.offset++;
  return code - 0x30;
}

function scanLine(cursor: Cursor): string {
  const from = cursor.offset;
  while (!isBreakOrEnd(cursor.peek())) cursor.offset++;
  return cursor.text.slice(from, cursor.offset);
}

/** Steps over indentation and empty lines; `indent` 0 means that it is still to be found. */
function scanBreaks(cursor: Cursor, indent: number, start: number): { breaks: string; maxColumn: number } {
  const limit = indent === 0 ? Infinity : indent;
  let breaks = '';
  let maxColumn = 0;
  for (;;) {
    while (cursor.column < limit && cursor.peek() === space) cursor.offset++;
    maxColumn = Math.max(maxColumn, cursor.column);
    if (cursor.column < limit && cursor.peek() === tab) {
      cursor.fail('found a tab character where an indentation space is expected', start);
    }
    if (!isBreak(cursor.peek())) return { breaks, maxColumn };
    breaks += cursor.readBreak();
  }
}
