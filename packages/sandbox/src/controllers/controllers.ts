import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { bootstrap } from './bootstrap.ts';
import { DefinitionController, definitionsTable } from './definition-controller.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { NamespaceController } from './namespace-controller.ts';

/**
 * Starts what serves custom resources, which is part of any API server, and, where wanted, the controllers that finish
 * deletions. Returns what stops them.
 */
export function startControllers(registry: Registry, finishesDeletions: boolean): () => void {
  const handlers = [
    new DefinitionController(registry, builtin(registry, definitionsTable)),
    ...(finishesDeletions
      ? [new NamespaceController(registry, builtin(registry, '/namespaces')), new GarbageCollector(registry)]
      : []),
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
