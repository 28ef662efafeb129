export { kustomizeFeatureGates, kustomizeFlags, type KustomizeFlags, type KustomizeFlagTable } from './flags.ts';
export {
  createKustomizeController,
  type KustomizeController,
  type KustomizeControllerOptions,
} from './kustomize-controller.ts';
export { artifactPath } from './generate/artifact-path.ts';
export { generateKustomization, type GeneratedKustomization } from './generate/generated-kustomization.ts';
export { GenerateError } from './generate/generate-error.ts';
export { overlayTree, type OverlayFile } from './generate/overlay-tree.ts';
export { type OutcomeName, outcomeRows } from './outcomes.ts';
export { substituteObject, SubstituteError } from './substitute/substitute-object.ts';
export { loadVariables, type Variables, VariablesError } from './substitute/variables.ts';
export { unsupportedFields, type UnsupportedRule } from './unsupported-fields.ts';
export { kustomizeInstallation } from './installation.ts';
