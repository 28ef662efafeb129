import { printable } from './terminal.ts';

/** Rows of text under upper-case headers. */
export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Upstream's table: every cell padded to its column's width and followed by a TAB; the header row ends without a TAB and
 * its last cell is one wider. A cell with line breaks takes several rows.
 */
export function formatTable(
  { headers, rows }: Table,
  options: { readonly header: boolean } = { header: true },
): string {
  const cells = rows.flatMap(splitLines);
  const shown = options.header ? [headers, ...cells] : cells;
  const widths = headers.map((_, column) => Math.max(0, ...shown.map((row) => displayWidth(row[column] ?? ''))));
  const header = options.header ? `${formatHeader(headers, widths)}\n` : '';
  return header + cells.map((row) => formatRow(row, widths)).join('');
}

/** One row as `formatTable` writes it, for tables that grow while they are watched. */
export function formatRow(row: readonly string[], widths: readonly number[]): string {
  return `${widths.map((width, column) => pad(row[column] ?? '', width)).join('\t')}\t\n`;
}

function formatHeader(headers: readonly string[], widths: readonly number[]): string {
  const last = headers.length - 1;
  return headers
    .map((header, column) => pad(header.toUpperCase(), (widths[column] ?? 0) + (column === last ? 1 : 0)))
    .join('\t');
}

function splitLines(row: readonly string[]): string[][] {
  const cells = row.map((cell) => printable(cell).split('\n'));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Columns that a text takes: wide characters (CJK, emoji) take two, combining ones none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text))
    width +=
      /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6])/u.test(
        segment,
      )
        ? 2
        : 1;
  return width;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
