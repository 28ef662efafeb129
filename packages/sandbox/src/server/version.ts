import type { JsonObject } from '@sluice/objects';
import { loadSchemaFacts } from '@sluice/objects';

/** `GET /version`: the Kubernetes release whose facts the sandbox serves. */
export function versionDocument(): JsonObject {
  const gitVersion = `${loadSchemaFacts().kubernetesVersion}+sluice-sandbox`;
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'node',
    platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  };
}
