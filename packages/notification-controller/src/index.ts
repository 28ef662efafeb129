export { notificationFlags, type NotificationFlags, type NotificationFlagTable } from './flags.ts';
export {
  createNotificationController,
  type NotificationController,
  type NotificationControllerOptions,
} from './notification-controller.ts';
export type { Deliver, Destination, Outgoing } from './delivery/outgoing.ts';
export { unsupportedByProvider } from './provider/resolve-target.ts';
export { sendTest, type TestOptions, type TestResult } from './send-test.ts';
export { webhookPath } from './receiver/webhook-path.ts';
export { notificationInstallation } from './installation.ts';
