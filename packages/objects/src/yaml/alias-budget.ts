import type { YamlNode } from './node.ts';

/** An anchored node: how many nodes it holds once its own aliases are expanded, and how deep it nests. */
export interface Anchored {
  readonly node: YamlNode;
  readonly size: number;
  readonly height: number;
}

const smallDocument = 400_000;
const largeDocument = 4_000_000;

/**
 * Counts what a document holds once its aliases are expanded, and refuses what go-yaml refuses: small documents may
 * consist nearly wholly of expanded aliases, large ones to a tenth, so that expansion never exceeds about 400,000 nodes.
 */
export class AliasBudget {
  private nodes = 1;
  private expanded = 0;

  get size(): number {
    return this.nodes;
  }

  countNode(): void {
    this.nodes++;
  }

  /** Counts an alias; false when the document then expands to too much. */
  countAlias(target: Anchored): boolean {
    this.nodes += 1 + target.size;
    this.expanded += target.size;
    const isLarge = this.expanded > 100 && this.nodes > 1000;
    return !isLarge || this.expanded / this.nodes <= allowedShare(this.nodes);
  }
}

function allowedShare(nodes: number): number {
  if (nodes <= smallDocument) return 0.99;
  if (nodes >= largeDocument) return 0.1;
  return 0.99 - (0.89 * (nodes - smallDocument)) / (largeDocument - smallDocument);
}
