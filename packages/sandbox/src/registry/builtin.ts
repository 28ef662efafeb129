import { loadSchemaFacts } from '@sluice/objects';
import { joinApiVersion } from '../api-object.ts';
import { strategyOf } from '../strategies/strategies.ts';
import type { Catalog } from './catalog.ts';
import { builtinResource } from './resource.ts';

/** Serves every kind that the schema facts know. */
export function addBuiltinResources(catalog: Catalog): void {
  const facts = loadSchemaFacts();
  for (const kind of facts.kinds()) {
    const schema = () => facts.typeOf(joinApiVersion(kind.group, kind.version), kind.kind);
    catalog.add(builtinResource(kind, schema, strategyOf(kind)));
  }
}
