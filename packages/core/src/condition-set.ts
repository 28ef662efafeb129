import type { Clock } from './clock.ts';
import { type Condition, type ConditionInput, reconcilingCondition, stalledCondition } from './condition.ts';
import { deleteCondition, getCondition, isConditionFalse, isConditionTrue, setCondition } from './conditions.ts';

/** Where a set keeps its conditions: a status. */
export interface ConditionsHolder {
  conditions?: Condition[] | undefined;
}

/**
 * The conditions of one object in a run: changes go into the status it was made with, stamped with the time and the
 * object's generation.
 */
export class ConditionSet {
  readonly #holder: ConditionsHolder;
  readonly #generation: number;
  readonly #clock: Clock;

  constructor(holder: ConditionsHolder, generation: number, clock: Clock) {
    this.#holder = holder;
    this.#generation = generation;
    this.#clock = clock;
  }

  list(): readonly Condition[] {
    return this.#holder.conditions ?? [];
  }

  get(type: string): Condition | undefined {
    return getCondition(this.#holder.conditions, type);
  }

  has(type: string): boolean {
    return this.get(type) !== undefined;
  }

  isTrue(type: string): boolean {
    return isConditionTrue(this.#holder.conditions, type);
  }

  isFalse(type: string): boolean {
    return isConditionFalse(this.#holder.conditions, type);
  }

  set(input: ConditionInput): void {
    const stamped = { ...input, observedGeneration: this.#generation };
    this.#holder.conditions = setCondition(this.#holder.conditions, stamped, this.#clock.now());
  }

  markTrue(type: string, reason: string, message: string): void {
    this.set({ type, status: 'True', reason, message });
  }

  markFalse(type: string, reason: string, message: string): void {
    this.set({ type, status: 'False', reason, message });
  }

  markUnknown(type: string, reason: string, message: string): void {
    this.set({ type, status: 'Unknown', reason, message });
  }

  /** Reconciling=True; an object that reconciles is not stalled. */
  markReconciling(reason: string, message: string): void {
    this.delete(stalledCondition);
    this.markTrue(reconcilingCondition, reason, message);
  }

  /** Stalled=True; an object that is stalled does not reconcile. */
  markStalled(reason: string, message: string): void {
    this.delete(reconcilingCondition);
    this.markTrue(stalledCondition, reason, message);
  }

  delete(...types: readonly string[]): void {
    for (const type of types) {
      if (this.has(type)) this.#holder.conditions = deleteCondition(this.#holder.conditions, type);
    }
  }
}
