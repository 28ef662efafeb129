import { FlagError } from './flag.ts';

/** The gates of a controller by name, with their defaults. `unsupported` says why another value is refused. */
export type FeatureGateTable = Readonly<Record<string, { readonly enabled: boolean; readonly unsupported?: string }>>;

export type FeatureGates<Table extends FeatureGateTable> = { readonly [Name in keyof Table]: boolean };

/** Reads `name=true|false` texts. Throws `FlagError` for a gate that is unknown, malformed, or not honoured. */
export function parseFeatureGates<Table extends FeatureGateTable>(
  table: Table,
  texts: readonly string[],
): FeatureGates<Table> {
  const gates: Record<string, boolean> = {};
  for (const [name, gate] of Object.entries(table)) gates[name] = gate.enabled;
  for (const text of texts) {
    const [name = '', value] = text.split('=', 2).map((part) => part.trim());
    const gate = Object.hasOwn(table, name) ? table[name] : undefined;
    if (gate === undefined) throw new FlagError(`feature-gate '${name}' not supported`);
    if (value !== 'true' && value !== 'false')
      throw new FlagError(`feature-gate '${name}' must be ${name}=true or ${name}=false`);
    gates[name] = value === 'true';
    if (gate.unsupported !== undefined && gates[name] !== gate.enabled) {
      throw new FlagError(`feature-gate '${name}' cannot be changed: ${gate.unsupported}`);
    }
  }
  return gates as FeatureGates<Table>;
}
