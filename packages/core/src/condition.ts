/** One entry of `status.conditions`. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  /** CamelCase, from the kind's table of outcomes. */
  reason: string;
  message: string;
  /** RFC 3339, whole seconds. Changes when status, reason or message does. */
  lastTransitionTime: string;
  observedGeneration?: number | undefined;
}

/** What a caller says of a condition; time and generation are stamped when it is set. */
export interface ConditionInput {
  readonly type: string;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
}

/** Condition types that every kind shares. */
export const readyCondition = 'Ready';
export const reconcilingCondition = 'Reconciling';
export const stalledCondition = 'Stalled';

/** Reasons that the runtime itself sets. */
export const progressingReason = 'Progressing';
export const progressingWithRetryReason = 'ProgressingWithRetry';
export const unsupportedFieldReason = 'UnsupportedField';
export const invalidSpecReason = 'InvalidSpec';
export const succeededReason = 'Succeeded';
export const failedReason = 'Failed';
