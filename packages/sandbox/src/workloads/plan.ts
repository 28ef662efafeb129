import type { ApiObject } from '../api-object.ts';
import type { Action, Component } from './port.ts';

/** What a plan may look at. */
export interface PlanContext {
  readonly now: number;
  /** How long the simulation has known the object, in milliseconds. */
  readonly ageMs: number;
  /** How long a pod takes from its start to Ready, and a job's pod to its end. */
  readonly podStartMs: number;
  get(table: string, namespace: string, name: string): ApiObject | undefined;
  list(table: string, namespace?: string): readonly ApiObject[];
  /** Objects of a table that name this object as their owner. */
  owned(object: ApiObject, table: string): readonly ApiObject[];
  /** The object's controlling owner. */
  owner(object: ApiObject): ApiObject | undefined;
}

export interface Plan {
  readonly actions: readonly Action[];
  /** Look again after this time even if nothing changes. */
  readonly wakeAfterMs?: number;
}

/** What one kind does next, decided from what is there. It only looks; the simulator acts. */
export interface Planner {
  readonly table: string;
  readonly component: Component;
  plan(object: ApiObject, context: PlanContext): Plan;
}

export const nothing: Plan = { actions: [] };
