import type { ApiObject } from '../api-object.ts';

/** A change of the cluster that the simulation hears of. */
export interface ClusterChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `group/resource`. */
  readonly table: string;
  readonly object: ApiObject;
}

/** What the simulation wants done. Objects are whole: the port finds the differences. */
export type Action =
  | { readonly verb: 'create'; readonly object: ApiObject }
  | { readonly verb: 'replace'; readonly object: ApiObject }
  | { readonly verb: 'status'; readonly object: ApiObject }
  | { readonly verb: 'bind'; readonly object: ApiObject; readonly node: string }
  | { readonly verb: 'delete'; readonly object: ApiObject; readonly gracePeriodSeconds?: number };

/** Who a write is made as: the component of a cluster whose part the simulation plays. */
export type Component = 'kube-controller-manager' | 'kube-scheduler' | 'kubelet';

/** The cluster under the simulation: the sandbox's own store, or a real API server behind a cache. */
export interface ClusterPort {
  /** Current state, as far as it was heard of. */
  get(table: string, namespace: string, name: string): ApiObject | undefined;
  list(table: string, namespace?: string): readonly ApiObject[];
  /** Performs one action. Rejects where the API server refuses; the simulation then looks again. */
  perform(action: Action, component: Component): Promise<void>;
  /** Tells of every change from now on, and of what is there already as ADDED. */
  subscribe(listener: (change: ClusterChange) => void): () => void;
}
