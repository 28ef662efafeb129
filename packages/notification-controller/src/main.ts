import { runProgram } from '@sluice/core';
import { notificationFlags } from './flags.ts';
import { createNotificationController } from './notification-controller.ts';

await runProgram({
  name: 'notification-controller',
  version: '0.1.0',
  flags: notificationFlags,
  start: ({ flags, client, log, metrics, leadership }, signal) =>
    createNotificationController({ flags, client, log, metrics, leadership }).start(signal),
});
