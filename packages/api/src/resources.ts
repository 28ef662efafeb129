import { Kustomization } from './kustomize/kustomization.ts';
import { GitRepository } from './source/git-repository.ts';

/** Every kind of ours, in the order in which their CRDs are installed. */
export const resources = [GitRepository, Kustomization] as const;
