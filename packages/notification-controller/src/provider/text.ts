import type { InvolvedObject } from '../event/event.ts';

// Control characters but tab and line feed, and those that turn the direction of writing.
const unwanted =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A text of somebody's without characters that nobody sees but programs obey. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(unwanted, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visibleText(text)
    .replaceAll(/[\n\t]+/g, ' ')
    .trim();
}

/** At most so many characters; a cut shows. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Never half of a surrogate pair.
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `kustomization/app.flux-system`. */
export function nameOf({ kind, name, namespace }: InvolvedObject): string {
  return oneLine(`${kind.toLowerCase()}/${name}.${namespace}`);
}

/** Markdown without links, and without calls to everybody. */
export function plainMarkdown(text: string): string {
  return visibleText(text)
    .replaceAll('](', ']\u200b(')
    .replaceAll(/@(everyone|here|channel)/gi, '@\u200b$1');
}

/** Metadata in the order of its keys, the summary first. */
export function sortedMetadata(metadata: Readonly<Record<string, string>>): (readonly [string, string])[] {
  const rank = (key: string): string => (key === 'summary' ? '' : key);
  return Object.entries(metadata).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}
