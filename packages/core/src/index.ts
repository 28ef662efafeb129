export { addressFlags, type AddressFlagTable, addressPolicyOf } from './address-flags.ts';
export { type CancelTimer, type Clock, delay, formatTime, systemClock } from './clock.ts';
export {
  type Condition,
  type ConditionInput,
  failedReason,
  invalidSpecReason,
  progressingReason,
  progressingWithRetryReason,
  readyCondition,
  reconcilingCondition,
  stalledCondition,
  succeededReason,
  unsupportedFieldReason,
} from './condition.ts';
export { ConditionSet, type ConditionsHolder } from './condition-set.ts';
export {
  deleteCondition,
  getCondition,
  isConditionFalse,
  isConditionTrue,
  keepTransitionTimes,
  setCondition,
  sortConditions,
} from './conditions.ts';
export { commonFlags, type CommonFlagTable } from './common-flags.ts';
export { type Controller, type ControllerOptions, type WakeRequest, type WakeSource, wakeOn } from './controller.ts';
export type { EventInput, EventRecorder, EventSubject } from './events.ts';
export {
  booleanFlag,
  choiceFlag,
  durationFlag,
  type Flag,
  FlagError,
  type FlagOptions,
  type FlagTable,
  type FlagValues,
  integerFlag,
  listFlag,
  stringFlag,
} from './flag.ts';
export type { Kind, UnsupportedField } from './kind.ts';
export type { LogFields, Logger, LogLevel } from './logger.ts';
export type { CacheOptions, LeaderElectionOptions, Manager, ManagerOptions, Runnable } from './manager.ts';
export type { Counter, Gauge, Histogram, LabelValues, MetricsRegistry } from './metrics.ts';
export { backoff, done, type Outcome, proceed, type Retry, type Step } from './outcome.ts';
export {
  type CommonStatus,
  fluxFinalizer,
  formatKey,
  keyOf,
  type ObjectKey,
  parseKey,
  type ReconciledObject,
  requestedAtAnnotation,
  type StatusOf,
} from './reconciled-object.ts';
export type { Run, RunMemory } from './run.ts';
export { timedSuspensions, type TimedSuspensionsOptions } from './timed-suspensions.ts';
export { type ReadySummary, summarizeReady } from './summarize-ready.ts';
export {
  BufferedEventRecorder,
  type EventRecorderOptions,
  type EventSink,
  EventSinkBusyError,
  type RecordedEvent,
} from './buffered-event-recorder.ts';
export { createLogger, type LoggerOptions, silentLogger } from './create-logger.ts';
export { createManager, leaseNameOf } from './create-manager.ts';
export { createMetricsRegistry } from './metrics-registry.ts';
export { type FeatureGates, type FeatureGateTable, parseFeatureGates } from './feature-gates.ts';
export { type Endpoint, type EndpointHandler, ListenError, parseAddress, serveEndpoint } from './http-endpoint.ts';
export { kubeEventSink } from './kube-event-sink.ts';
export { LeaderElector, LeaseLostError } from './leader-election.ts';
export { logWatchProblem } from './log-watch-problem.ts';
export { LeaderFence } from './leader-fence.ts';
export { type Leadership, type ManagerFlagOptions, managerOptionsOf } from './manager-flags.ts';
export { notificationSink } from './notification-sink.ts';
export { formatUsage, type ParsedFlags, parseFlags } from './parse-flags.ts';
export { type Program, type ProgramEnvironment, runProgram } from './run-program.ts';
export { type AddOptions, type WorkItem, WorkQueue, type WorkQueueOptions } from './work-queue.ts';
export {
  allows,
  coreKinds,
  type KindNames,
  type PolicyRule,
  policyRules,
  reconciles,
  recordsEvents,
  reportsOn,
  resumes,
  type Right,
  userRights,
  type Verb,
  watches,
} from './rights.ts';
export {
  commonPodFlags,
  commonPorts,
  type Installation,
  type InstalledPlace,
  type InstalledPort,
  type InstalledProbe,
} from './installation.ts';
