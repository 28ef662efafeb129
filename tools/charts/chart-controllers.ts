import type { Installation } from '../../packages/core/src/installation.ts';
import { kustomizeInstallation } from '../../packages/kustomize-controller/src/installation.ts';
import { notificationInstallation } from '../../packages/notification-controller/src/installation.ts';
import { sourceInstallation } from '../../packages/source-controller/src/installation.ts';

/** Every controller that has a chart. */
export const chartControllers: readonly Installation[] = [
  sourceInstallation,
  kustomizeInstallation,
  notificationInstallation,
];
