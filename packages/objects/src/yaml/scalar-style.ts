import { resolvePlain } from './resolve-scalar.ts';
import type { ScalarStyle } from './token.ts';

/** Everything that go-yaml writes as an escape; characters beyond the basic plane are among them. */
const notPrintable = /[^\n\x20-\x7E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const indicatorStart = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?:[ \t\n]|$))/;
const indicatorInside = /:(?:[ \t\n]|$)|[ \t\n]#/;

/** How go-yaml writes a string, as a value or as a key. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  if (notPrintable.test(text) || / \n/.test(text)) return 'double-quoted';
  if (text.includes('\n')) return isKey || text.endsWith(' ') ? 'double-quoted' : 'literal';
  // go-yaml leaves the merge key bare, which then reads as a merge.
  if (readsAsOther(text) || (isKey && text === '<<')) return 'double-quoted';
  return isPlainSafe(text) ? 'plain' : 'single-quoted';
}

/** Whether the text, unquoted, would be read as something else than a string. */
function readsAsOther(text: string): boolean {
  return resolvePlain(text).type !== 'str' || base60.test(text);
}

function isPlainSafe(text: string): boolean {
  return !text.startsWith(' ') && !text.endsWith(' ') && !indicatorStart.test(text) && !indicatorInside.test(text);
}
