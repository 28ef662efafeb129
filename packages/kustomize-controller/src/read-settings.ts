import { takenManagers } from '@sluice/apply';
import { FlagError, parseFeatureGates } from '@sluice/core';
import { formatDuration, parseDuration } from '@sluice/objects';
import { kustomizeFeatureGates, type KustomizeFeatureGates, type KustomizeFlags } from './flags.ts';
import type { Settings } from './settings.ts';

/** The flags as the reconciler wants them. Throws `FlagError`. */
export function readSettings(
  flags: KustomizeFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): { readonly settings: Settings; readonly gates: KustomizeFeatureGates } {
  const gates = parseFeatureGates(kustomizeFeatureGates, flags['feature-gates']);
  const settings: Settings = {
    requeueDependencyMs: flags['requeue-dependency'],
    noCrossNamespaceRefs: flags['no-cross-namespace-refs'],
    defaultServiceAccount: flags['default-service-account'],
    ageKeys: [],
    onPlaceholders: undefined,
    ageSecret: readAgeSecret(flags['sops-age-secret'], env['RUNTIME_NAMESPACE']),
    concurrentSsa: flags['concurrent-ssa'],
    customStageKinds: new Set(flags['custom-apply-stage-kinds'].map(readKind)),
    taken: takenManagers(flags['override-manager']),
    strictSubstitution: gates.StrictPostBuildSubstitutions,
    failFast: !gates.DisableFailFastBehavior,
    fullVerificationMs: flags['full-verification-interval'],
    watchDrift: flags['watch-drift'],
    sourceHost: env['SOURCE_CONTROLLER_LOCALHOST'],
    parseDuration,
    formatDuration: (ms) => formatDuration(Math.round(ms)),
  };
  return { settings, gates };
}

function readAgeSecret(name: string, namespace: string | undefined): Settings['ageSecret'] {
  if (name === '') return undefined;
  if (namespace === undefined || namespace === '') {
    throw new FlagError('--sops-age-secret needs the environment variable RUNTIME_NAMESPACE');
  }
  return { namespace, name };
}

function readKind(text: string): string {
  const kind = text.trim();
  if (!/^([a-z0-9.-]+\/)?[A-Z][A-Za-z0-9]*$/.test(kind)) {
    throw new FlagError(`invalid value "${text}" for flag --custom-apply-stage-kinds: group/Kind is expected`);
  }
  return kind;
}
