import type { SortOptions } from '../config/types.ts';
import { byCodePoint } from '../node/code-points.ts';
import { gvkText, sameGvk, type Gvk, type ResourceId } from '../resource/ids.ts';
import type { Pacer } from '../pacer.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import { legacyRanks, ranksOf } from '../config/kind-order.ts';

/** Sorts the resources as `sortOptions` say: `fifo` leaves them in input order, `legacy` puts what others need first. */
export async function sortResources(set: ResourceSet, options: SortOptions, pacer: Pacer): Promise<void> {
  if (options.order !== 'fifo' && options.order !== 'legacy') {
    throw new Error("the field 'sortOptions.order' must be one of [fifo, legacy]");
  }
  if (options.order === 'fifo') {
    if (options.legacySortOptions === undefined) return;
    throw new Error(
      "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
    );
  }
  const own = options.legacySortOptions;
  const ranks = own === undefined ? legacyRanks : ranksOf(own.orderFirst ?? [], own.orderLast ?? []);
  const keyed: { resource: Resource; key: SortKey }[] = [];
  for (const resource of set.list) {
    if (pacer.isDue) await pacer.pause();
    keyed.push({ resource, key: keyOf(resource.id) });
  }
  set.list = keyed.toSorted((a, b) => compare(a.key, b.key, ranks)).map(({ resource }) => resource);
}

interface SortKey {
  readonly gvk: Gvk;
  readonly gvkOrder: string;
  readonly idOrder: string;
}

function keyOf(id: ResourceId): SortKey {
  const gvkOrder = `${id.group || '~G'}_${id.version || '~V'}_${id.kind || '~K'}`;
  return { gvk: id, gvkOrder, idOrder: `${gvkText(id)}|${id.namespace || '~X'}|${id.name || '~N'}` };
}

function compare(a: SortKey, b: SortKey, ranks: ReadonlyMap<string, number>): number {
  if (sameGvk(a.gvk, b.gvk)) return byCodePoint(a.idOrder, b.idOrder);
  const byRank = (ranks.get(a.gvk.kind) ?? 0) - (ranks.get(b.gvk.kind) ?? 0);
  if (byRank !== 0) return byRank;
  const byGvk = byCodePoint(a.gvkOrder, b.gvkOrder);
  return areCoreNamespaces(a.gvk, b.gvk) ? -byGvk : byGvk;
}

/** The core Namespace comes before kinds of that name of other groups. */
function areCoreNamespaces(a: Gvk, b: Gvk): boolean {
  return a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '');
}
