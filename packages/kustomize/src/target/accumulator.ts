import { emptyTransformerConfig, mergeConfigs, type TransformerConfig } from '../config/transformer-config.ts';
import type { Variable } from '../config/types.ts';
import { effectiveNamespace, sameGvk, type ResourceId } from '../resource/ids.ts';
import { describeVariable, gvkOfVariable } from '../transform/variables.ts';
import { ResourceSet } from '../resource/resource-set.ts';

/** What a kustomization has gathered: resources, where transformers find fields, and variables. */
export class Accumulator {
  readonly set = new ResourceSet();
  config: TransformerConfig = emptyTransformerConfig;
  readonly variables = new Map<string, Variable>();

  mergeConfig(config: TransformerConfig): void {
    this.config = mergeConfigs(this.config, config);
  }

  /** Takes over everything of another accumulator. */
  absorb(other: Accumulator): void {
    this.set.appendAll(other.set.list);
    this.mergeConfig(other.config);
    for (const variable of other.variables.values()) this.#addVariable(variable);
  }

  /** Adds the `vars` of a kustomization and notes at the resource that each reads from. */
  addVariables(variables: readonly Variable[]): void {
    for (const variable of variables) this.#bind(variable);
    for (const variable of variables) this.#addVariable(variable);
  }

  #addVariable(variable: Variable): void {
    if (this.variables.has(variable.name)) throw new Error(`var '${variable.name}' already encountered`);
    this.variables.set(variable.name, variable);
  }

  #bind(variable: Variable): void {
    const target = targetOf(variable);
    const matches = this.set.matchingAnyId(
      (id) =>
        sameGvk(id, target) &&
        id.name === target.name &&
        (target.namespace === '' || effectiveNamespace(id) === effectiveNamespace(target)),
    );
    if (matches.length > 1) {
      throw new Error(
        `found ${matches.length} resId matches for var ${describeVariable(variable)} (unable to disambiguate)`,
      );
    }
    matches[0]?.variables.push(variable.name);
  }
}

function targetOf(variable: Variable): ResourceId {
  const { name, namespace } = variable.objref;
  return { ...gvkOfVariable(variable), name, namespace, isClusterScoped: false };
}
