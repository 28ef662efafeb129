/** A whole controller program of Widgets, for tests of its life as a process. */
import { createManager, commonFlags, managerOptionsOf, runProgram } from '../index.ts';
import { widgetKind, widgetType } from './widget-world.ts';

await runProgram({
  name: 'widget-controller',
  version: process.env['WIDGET_VERSION'] ?? 'v0',
  flags: commonFlags,
  start: async ({ flags, client, log, metrics, leadership }, signal) => {
    const manager = createManager({
      name: 'widget-controller',
      client,
      log,
      metrics,
      ...managerOptionsOf(flags, { leadership }),
    });
    manager.addController({
      kind: widgetKind(),
      cache: manager.cache(widgetType),
      concurrency: 1,
      statusFieldManager: 'widget-controller',
    });
    await manager.start(signal);
  },
});
