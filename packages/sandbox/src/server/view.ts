import type { Representation } from './negotiation.ts';

/** What the answer to a list says of itself. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** What a Table shows, as its `includeObject` parameter asks. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** How a client wants its answer. */
export interface View {
  readonly representation: Representation;
  readonly includeObject: IncludeObject;
  readonly now: number;
}
