export {
  CallTrace,
  type CallTraceOptions,
  CrashError,
  type CrashPoint,
  type CrashSide,
  crashSides,
  parseCrashPoint,
  type TracedCall,
} from './call-trace.ts';
export {
  crashEverywhere,
  type CrashOptions,
  type CrashReport,
  type CrashScenario,
  type CrashViolation,
  type ProgramLife,
} from './crash-scenario.ts';
export { FakeClock } from './fake-clock.ts';
export { traceClock, traceKubeClient, tracePort, type TornCalls } from './trace-ports.ts';
export { type AuditedRequest, undeclaredRequests } from './undeclared-requests.ts';
