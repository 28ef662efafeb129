import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { amend, internalDelete, internalWrite } from '../registry/internal.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { Action, ClusterPort, Component } from './port.ts';

/** The sandbox's own registry as the cluster of the simulation. */
export function registryPort(registry: Registry): ClusterPort {
  const { store } = registry;
  return {
    get: (table, namespace, name) => store.get(table, namespace, name),
    list: (table, namespace) => store.list(table, namespace),
    // Async, so that a refusal is a rejection like any other.
    perform: async (action, component) => perform(registry, action, component),
    subscribe(listener) {
      for (const table of store.tables())
        for (const object of store.list(table)) listener({ type: 'ADDED', table, object });
      return store.subscribe((event) => listener(event));
    },
  };
}

function perform(registry: Registry, action: Action, component: Component): void {
  const resource = resourceOf(registry, action.object);
  const { namespace = '', name = '', uid } = action.object.metadata;
  switch (action.verb) {
    case 'create':
      create(registry, resource, action.object, component);
      return;
    case 'replace':
      registry.update(
        resource,
        namespace,
        name,
        () => cloneJson(action.object as JsonValue) as ApiObject,
        // A Deployment's revision is written beside its status, which makes no new generation of it.
        internalWrite(component, action.object.kind === 'Deployment' ? 'status' : ''),
      );
      return;
    case 'status':
      setStatus(registry, resource, action.object, component);
      return;
    case 'bind':
      bind(registry, resource, action.object, action.node);
      return;
    case 'delete':
      registry.delete(resource, namespace, name, {
        ...internalDelete(uid, 'Background'),
        gracePeriodSeconds: action.gracePeriodSeconds,
      });
  }
}

function resourceOf({ catalog }: Registry, { apiVersion, kind }: ApiObject): Resource {
  const resource = catalog.findKind(apiVersion, kind);
  if (resource === undefined) throw new Error(`no kind ${kind} in ${apiVersion}`);
  return resource;
}

function create(registry: Registry, resource: Resource, object: ApiObject, component: Component): void {
  const options = internalWrite(component);
  const draft = decodeObject(resource, cloneJson(object as JsonValue), options);
  registry.create(resource, draft.metadata.namespace ?? '', draft, options);
}

function setStatus(registry: Registry, resource: Resource, object: ApiObject, component: Component): void {
  amend(registry, resource, object, internalWrite(component, 'status'), (draft) => {
    draft['status'] = cloneJson(objectAt(object, 'status'));
  });
}

function bind(registry: Registry, resource: Resource, pod: ApiObject, node: string): void {
  amend(registry, resource, pod, internalWrite('kube-scheduler', 'binding'), (draft) => {
    const spec: JsonObject = objectAt(draft, 'spec');
    spec['nodeName'] = node;
  });
}
