import type { KubeObject, ObjectRef, TypeRef } from '@sluice/objects';
import type { KubeClient } from '@sluice/kube';
import type { Clock } from '../clock.ts';
import type { CallTrace } from './call-trace.ts';

/** A client whose calls are named `k8s.patch Widget/status`, and that ends with the program. */
export function traceKubeClient(client: KubeClient, trace: CallTrace): KubeClient {
  const call = <Result>(
    verb: string,
    type: TypeRef,
    perform: () => Promise<Result>,
    subresource?: string,
  ): Promise<Result> =>
    trace.around(`k8s.${verb} ${type.kind}${subresource === undefined ? '' : `/${subresource}`}`, { perform });
  return {
    server: client.server,
    discovery: client.discovery,
    get: <T extends KubeObject>(ref: ObjectRef, options = {}) => call('get', ref, () => client.get<T>(ref, options)),
    list: <T extends KubeObject>(type: TypeRef, options = {}) =>
      call('list', type, () => client.list<T>(type, options)),
    watch: (type, options) => aliveOnly(client.watch(type, options), trace),
    create: <T extends KubeObject>(object: KubeObject, options = {}) =>
      call('create', object, () => client.create<T>(object, options)),
    replace: <T extends KubeObject>(object: KubeObject, options: Parameters<KubeClient['replace']>[1] = {}) =>
      call('update', object, () => client.replace<T>(object, options), options.subresource),
    patch: (ref, body, options) => call('patch', ref, () => client.patch(ref, body, options), options.subresource),
    apply: (object, options) =>
      call(
        options.dryRun === true ? 'dry-run' : 'apply',
        object,
        () => client.apply(object, options),
        options.subresource,
      ),
    delete: (ref, options = {}) => call('delete', ref, () => client.delete(ref, options)),
    impersonate: (user) => traceKubeClient(client.impersonate(user), trace),
    raw: (path, options = {}) => trace.around('k8s.raw', { perform: () => client.raw(path, options) }),
    lines: (path, options) => aliveOnly(client.lines(path, options), trace),
    close: () => {
      client.close();
    },
  };
}

async function* aliveOnly<Event>(events: AsyncIterable<Event>, trace: CallTrace): AsyncGenerator<Event> {
  for await (const event of events) {
    trace.assertAlive();
    yield event;
  }
}

/** A clock whose timers do not fire in a dead program. */
export function traceClock(clock: Clock, trace: CallTrace): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    setTimer: (delayMs, callback) =>
      clock.setTimer(delayMs, () => {
        if (!trace.isCrashed) callback();
      }),
  };
}

type AsyncMethod = (...parameters: never[]) => Promise<unknown>;

/** What a torn call of a port leaves, by method: given the call's parameters. Half a file, for one. */
export type TornCalls<Port> = {
  readonly [Method in keyof Port]?: Port[Method] extends (...parameters: infer Parameters) => unknown
    ? (...parameters: Parameters) => Promise<unknown>
    : never;
};

/**
 * Any other port: an object whose methods return promises. They are named `<prefix>.<method>`; what is not a function,
 * or returns no promise, passes as it is.
 */
export function tracePort<Port extends object>(
  port: Port,
  prefix: string,
  trace: CallTrace,
  torn: TornCalls<Port> = {},
): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || typeof name === 'symbol') return value;
      const method = value as AsyncMethod;
      const tear = Reflect.get(torn, name) as AsyncMethod | undefined;
      return (...parameters: never[]) =>
        trace.around(`${prefix}.${name}`, {
          perform: () => method.apply(target, parameters),
          ...(tear === undefined ? {} : { tear: () => tear(...parameters) }),
        });
    },
  });
}
