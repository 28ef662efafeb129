import { resolvePlain } from '@sluice/objects';
import { type LeafPlace, type SopsScalar, textOf } from '../sops/tree.ts';

const printable = /^[\n\x20-\x7E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]*$/;
const indicatorStart = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?:[ \t]|$))/;
const indicatorInside = /:(?:[ \t]|$)|[ \t]#/;
/** Numbers to the base of 60 in YAML 1.1. */
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** A decrypted value as go-yaml would write it in its place. */
export function yamlText(scalar: SopsScalar, place: LeafPlace): string {
  const text = textOf(scalar);
  if (scalar.type === 'bool') return text.toLowerCase();
  if (scalar.type === 'float') return yamlFloat(text);
  return scalar.type === 'str' ? stringText(text, place) : text;
}

/** A whole number would be read as an integer; upstream's YAML writer has the same. */
function yamlFloat(text: string): string {
  if (text === 'NaN') return '.nan';
  return text.endsWith('Inf') ? `${text.startsWith('-') ? '-' : ''}.inf` : text;
}

function stringText(text: string, { indent, isFlow }: LeafPlace): string {
  if (text.includes('\n')) {
    return indent !== undefined && canBeLiteral(text) ? literal(text, indent) : JSON.stringify(text);
  }
  if (resolvePlain(text).type !== 'str' || base60.test(text) || !printable.test(text)) return quoted(text);
  if (!isFlow && isPlainSafe(text)) return text;
  return `'${text.replaceAll("'", "''")}'`;
}

function isPlainSafe(text: string): boolean {
  return text.trim() === text && text !== '<<' && !indicatorStart.test(text) && !indicatorInside.test(text);
}

function canBeLiteral(text: string): boolean {
  return printable.test(text) && !/^[\s]|[ \t](\n|$)|\n\n$/.test(text) && text !== '\n';
}

function literal(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n');
  return `|${isEnded ? '' : '-'}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

/** JSON's escapes are YAML's, but for surrogates, which the text has none of once it is well-formed. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll(/[\x7F-\x9F\u2028\u2029\uFEFF]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
