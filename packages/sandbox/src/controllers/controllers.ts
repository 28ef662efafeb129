import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { bootstrap } from './bootstrap.ts';
import { DefinitionController, definitionsTable } from './definition-controller.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { NamespaceController } from './namespace-controller.ts';

/** The part of a control plane that every API server needs around it. Returns what stops it. */
export function startControllers(registry: Registry): () => void {
  const handlers = [
    new DefinitionController(registry, builtin(registry, definitionsTable)),
    new NamespaceController(registry, builtin(registry, '/namespaces')),
    new GarbageCollector(registry),
  ];
  const stops = handlers.map((handler) => registry.store.subscribe((event) => handler.handle(event)));
  bootstrap(registry);
  return () => stops.forEach((stop) => stop());
}

function builtin(registry: Registry, table: string): Resource {
  const resource = registry.catalog.findStored(table);
  if (resource === undefined) throw new Error(`the schema facts have no ${table}`);
  return resource;
}
