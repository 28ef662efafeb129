import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';

/** The fields of the server's own types in their order: refusals show a whole value as those write themselves. */
interface GoFields {
  readonly [name: string]: GoFields | null | string;
}

const profile: GoFields = { Type: '', LocalhostProfile: null };
const fields: GoFields = {
  Capabilities: { Add: null, Drop: null },
  Privileged: null,
  SELinuxOptions: { User: '', Role: '', Type: '', Level: '' },
  WindowsOptions: { GMSACredentialSpecName: null, GMSACredentialSpec: null, RunAsUserName: null, HostProcess: null },
  RunAsUser: null,
  RunAsGroup: null,
  RunAsNonRoot: null,
  ReadOnlyRootFilesystem: null,
  AllowPrivilegeEscalation: null,
  ProcMount: null,
  SeccompProfile: profile,
  AppArmorProfile: profile,
};

const abbreviations: Readonly<Record<string, string>> = {
  SELinuxOptions: 'seLinuxOptions',
  GMSACredentialSpecName: 'gmsaCredentialSpecName',
  GMSACredentialSpec: 'gmsaCredentialSpec',
};

export function goSecurityContext(context: JsonObject): JsonObject {
  return written(context, fields);
}

export function goSeccompProfile(context: JsonObject): JsonObject {
  return written(context, profile);
}

function written(value: JsonObject, shape: GoFields): JsonObject {
  return Object.fromEntries(
    Object.entries(shape).map(([name, inner]): [string, JsonValue] => {
      const key = abbreviations[name] ?? `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      const found = value[key];
      if (inner === null || typeof inner === 'string') return [name, found ?? inner];
      return [name, isJsonObject(found) ? written(found, inner) : null];
    }),
  );
}
