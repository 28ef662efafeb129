export { sourceFlags, type SourceFlags, type SourceFlagTable } from './flags.ts';
export { unsupportedFields, type UnsupportedRule } from './git-repository/unsupported-fields.ts';
export { createSourceController, type SourceController, type SourceControllerOptions } from './source-controller.ts';
export { sourceInstallation } from './installation.ts';
