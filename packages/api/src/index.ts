export { customResourceDefinition, structuralSchema } from './crd/custom-resource-definition.ts';
export { defineResource, InvalidObjectError } from './crd/resource.ts';
export type { Resource, ResourceColumn, ResourceDeclaration, ResourceObject } from './crd/resource.ts';
export { Gate, gateHooks } from './delivery/gate.ts';
export type { GateDecision, GateHook, GateSpec, GateState, GateStatus } from './delivery/gate.ts';
export type { GateFact, ObservedFact } from './delivery/gate-facts.ts';
export { DependencyReference, Kustomization, SourceReference } from './kustomize/kustomization.ts';
export type { InventoryEntry, KustomizationSpec, KustomizationStatus, Snapshot } from './kustomize/kustomization.ts';
export { Artifact } from './meta/artifact.ts';
export { Condition } from './meta/condition.ts';
export { annotations, conditionTypes, finalizer, labels } from './meta/names.ts';
export { Alert, type AlertSpec } from './notification/alert.ts';
export { deliveringCondition } from './notification/delivery-status.ts';
export { Provider, type ProviderSpec, type ProviderType } from './notification/provider.ts';
export {
  Receiver,
  type ReceiverSpec,
  type ReceiverStatus,
  type ReceiverType,
  receiverTypes,
} from './notification/receiver.ts';
export { resources } from './resources.ts';
export { GitRepository, GitRepositoryInclude, GitRepositoryRef } from './source/git-repository.ts';
export type { GitRepositorySpec, GitRepositoryStatus } from './source/git-repository.ts';
