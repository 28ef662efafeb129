/** The condition that says how the health checks went. */
export const healthyCondition = 'Healthy' as const;

/** Reasons of `Ready`, as upstream has them. */
export const reasons = {
  progressing: 'Progressing',
  succeeded: 'ReconciliationSucceeded',
  artifactFailed: 'ArtifactFailed',
  dependencyNotReady: 'DependencyNotReady',
  buildFailed: 'BuildFailed',
  reconciliationFailed: 'ReconciliationFailed',
  pruneFailed: 'PruneFailed',
  healthCheckFailed: 'HealthCheckFailed',
  accessDenied: 'AccessDenied',
  invalidExpression: 'InvalidCELExpression',
} as const;

export type Reason = (typeof reasons)[keyof typeof reasons];
