import { writeYaml, type YamlNode } from '@sluice/objects';
import { tags, type Node } from '../node/node.ts';
import { writeFolded } from '../yaml/folded.ts';
import { resolveTag } from '../yaml/resolve-scalar.ts';

/** How the nodes of a text were written. */
export type WrittenStyles = WeakMap<Node, YamlNode['style']>;

/**
 * Writes a tree as YAML in the style in which it was written: quotes, literals and flow collections stay, block lists
 * stand at the column of their key, and keys keep their order. Comments are lost.
 */
export function writeStyled(root: Node, styles: WrittenStyles): string {
  return `${new StyledWriter(styles).lines(root).join('\n')}\n`;
}

class StyledWriter {
  readonly #styles: WrittenStyles;

  constructor(styles: WrittenStyles) {
    this.#styles = styles;
  }

  /** The lines of a node, at column 0. */
  lines(node: Node): string[] {
    if (!this.#isBlock(node)) return this.#leafLines(node);
    if (node.kind === 'map') return pairsOf(node).flatMap(([key, value]) => this.#entryLines(key, value));
    return node.content.flatMap((item) => {
      const [first = '', ...rest] = this.lines(item);
      return [`- ${first}`, ...indented(rest)];
    });
  }

  #entryLines(key: Node, value: Node): string[] {
    const head = `${this.#inline(key)}:`;
    const lines = this.lines(value);
    if (this.#isBlock(value)) return [head, ...(value.kind === 'map' ? indented(lines) : lines)];
    const [first = '', ...rest] = lines;
    return [first === '' ? head : `${head} ${first}`, ...indented(rest)];
  }

  #isBlock(node: Node): boolean {
    return node.kind !== 'scalar' && node.content.length > 0 && this.#styles.get(node) !== 'flow';
  }

  /** A scalar, or a collection on one line; only literals take more. */
  #leafLines(node: Node): string[] {
    const style = this.#styles.get(node);
    if (node.kind === 'scalar' && style === 'folded') return foldedLines(node.value);
    const isLiteral = node.kind === 'scalar' && (style === 'literal' || node.value.includes('\n'));
    if (!isLiteral || style === 'double-quoted' || style === 'single-quoted') return [this.#inline(node)];
    const chomping = node.value.endsWith('\n\n') ? '+' : node.value.endsWith('\n') ? '' : '-';
    const hint = /^[ \n]/.test(node.value) ? '2' : '';
    return [`|${hint}${chomping}`, ...node.value.replace(/\n$/, '').split('\n')];
  }

  #inline(node: Node): string {
    if (node.kind === 'seq') return `[${node.content.map((item) => this.#flow(item)).join(', ')}]`;
    if (node.kind !== 'map') return this.#scalar(node);
    const pairs = pairsOf(node).map(([key, value]) => `${this.#flow(key)}: ${this.#flow(value)}`);
    return `{${pairs.join(', ')}}`;
  }

  #flow(node: Node): string {
    const text = this.#inline(node);
    return text === '' ? "''" : text;
  }

  #scalar(node: Node): string {
    const style = this.#styles.get(node);
    if (style === 'single-quoted') return `'${node.value.replaceAll("'", "''")}'`;
    if (style === 'double-quoted') return JSON.stringify(node.value);
    const implied = resolveTag(node.value);
    if (implied === tags.string && (node.tag === implied || node.tag === tags.none)) return bareText(node.value);
    if (node.tag === tags.string) return JSON.stringify(node.value);
    return node.tag === implied || node.tag === tags.none ? node.value : `${node.tag} ${bareText(node.value)}`;
  }
}

/** A text that is read as text without quotes, unless its characters need them. */
function bareText(text: string): string {
  if (/^[A-Za-z][\w./-]*$/.test(text) || resolveTag(text) !== tags.string) return text;
  return writeYaml(text).trimEnd();
}

function foldedLines(text: string): string[] {
  const lines = writeFolded(text).replace(/\n$/, '').split('\n');
  return lines.map((line, at) => (at === 0 ? line : line.slice(2)));
}

function pairsOf(map: Node): [Node, Node][] {
  const pairs: [Node, Node][] = [];
  for (let at = 0; at + 1 < map.content.length; at += 2) {
    const [key, value] = [map.content[at], map.content[at + 1]];
    if (key !== undefined && value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
