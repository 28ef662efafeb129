import { Gate } from './delivery/gate.ts';
import { Kustomization } from './kustomize/kustomization.ts';
import { Alert } from './notification/alert.ts';
import { Provider } from './notification/provider.ts';
import { Receiver } from './notification/receiver.ts';
import { GitRepository } from './source/git-repository.ts';

/** Every kind of ours, in the order in which their CRDs are installed. */
export const resources = [GitRepository, Kustomization, Provider, Alert, Receiver, Gate] as const;
