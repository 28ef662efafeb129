import { parseYaml } from '@sluice/objects';

/**
 * What becomes of a folded text (`>`) when kustomize writes a resource and reads it again, which it does before it prints:
 * go-yaml's writer doubles line breaks next to indented lines and loses those of a text that begins with a blank.
 */
export function rewriteFolded(text: string): string {
  if (!text.trimEnd().includes('\n') || !isWrittenFolded(text)) return text;
  const root = parseYaml(`- ${writeFolded(text)}`)[0]?.root;
  const item = root?.kind === 'seq' ? root.items[0] : undefined;
  return item?.kind === 'scalar' ? item.value : text;
}

/** Other texts are written with quotes, which change nothing. */
function isWrittenFolded(text: string): boolean {
  return !/ $| \n|\t|\uFEFF/.test(text) && !/\p{Cc}/u.test(text.replaceAll('\n', ''));
}

/** The folded form as go-yaml writes it, with content indented by two. Ends with a line break. */
export function writeFolded(text: string): string {
  const startsIndented = text.startsWith(' ');
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const lines = text.split('\n');
  let out = `>${hint}${chomp(text)}\n`;
  for (const [at, line] of lines.entries()) {
    if (line !== '') out += `  ${line}`;
    if (at === lines.length - 1) break;
    const doubles = line !== '' && !line.startsWith(' ') && !startsIndented;
    out += doubles ? '\n\n' : '\n';
  }
  return `${out}\n`;
}

function chomp(text: string): string {
  if (!text.endsWith('\n')) return '-';
  return text === '\n' || text.endsWith('\n\n') ? '+' : '';
}
