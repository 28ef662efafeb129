import type { AuditRecord } from '@sluice/sandbox';
import {
  type Condition,
  type Controller,
  createManager,
  type EventInput,
  type Kind,
  type Manager,
  type ManagerOptions,
  silentLogger,
  type WakeSource,
} from '../index.ts';
import { FakeClock } from '../testing/index.ts';
import { openWorld, type Widget, widgetKind, type WidgetScope, widgetType, type World } from './widget-world.ts';

type WidgetKind = Kind<Widget, WidgetScope, { runs: number }>;

/** A controller of Widgets that runs on an API server, with a clock that the test moves. */
export interface ControllerWorld extends World {
  readonly clock: FakeClock;
  readonly events: readonly EventInput[];
  readonly controller: Controller;
  readonly manager: Manager;
  /** The controller's requests about objects, as `patch widgets/status`. */
  requests(verbs?: readonly string[]): string[];
  condition(name: string, type: string): Promise<Condition | undefined>;
}

const writeVerbs: readonly string[] = ['create', 'update', 'patch', 'delete'];

const agent = 'widget-controller';

export async function openControllerWorld(
  overrides: Partial<WidgetKind> = {},
  options: Partial<ManagerOptions> = {},
  wakeSources: (manager: Manager) => readonly WakeSource[] = () => [],
): Promise<ControllerWorld> {
  const world = await openWorld();
  const clock = new FakeClock(Date.now());
  const events: EventInput[] = [];
  const recorder = {
    record: (_subject: unknown, event: EventInput): void => {
      events.push(event);
    },
  };
  const client = world.connect(agent);
  const manager = createManager({
    name: agent,
    client,
    clock,
    log: silentLogger,
    events: recorder,
    intervalJitter: 0,
    ...options,
  });
  const controller = manager.addController({
    kind: widgetKind(overrides),
    cache: manager.cache(widgetType),
    wakeSources: wakeSources(manager),
    concurrency: 2,
    statusFieldManager: agent,
  });
  const stop = new AbortController();
  const running = manager.start(stop.signal);
  return {
    ...world,
    clock,
    events,
    controller,
    manager,
    requests: (verbs = writeVerbs) => requestsOf(world.sandbox.audit, verbs),
    condition: async (name, type) =>
      (await world.getWidget(name)).status?.conditions?.find((each) => each.type === type),
    close: async () => {
      stop.abort(new Error('test is over'));
      await running;
      await world.close();
    },
  };
}

function requestsOf(audit: readonly AuditRecord[], verbs: readonly string[]): string[] {
  return audit
    .filter(({ userAgent, resource, verb }) => userAgent === agent && resource !== '' && verbs.includes(verb))
    .map(({ verb, resource, subresource }) => `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`);
}
