export type { Clock } from './clock.ts';
export { ManualClock } from './manual-clock.ts';
export type { LenientKind } from './crd/lenient-kinds.ts';
export type { Sandbox, SandboxOptions } from './sandbox.ts';
export { startSandbox } from './sandbox.ts';
export type { AuditRecord } from './server/audit.ts';
export type { Fault, FaultEffect, FaultMatch, Faults } from './server/faults.ts';
