import type { Installation } from '@sluice/core';
import { kustomizeInstallation } from '@sluice/kustomize-controller';
import { notificationInstallation } from '@sluice/notification-controller';
import { sourceInstallation } from '@sluice/source-controller';
import { UserError } from '../user-error.ts';
import { componentNames } from './component-names.ts';

/** Every controller that can be installed, in the order in which they are. */
export const installations: readonly Installation[] = [
  sourceInstallation,
  kustomizeInstallation,
  notificationInstallation,
];

/** The installations of the named controllers, each once. Throws `UserError` for one that there is none of. */
export function installationsOf(names: readonly string[]): readonly Installation[] {
  for (const name of names) {
    if (!installations.some((each) => each.name === name)) {
      throw new UserError(`component ${name} is not available`, {
        hint: `there are ${componentNames.join(', ')}`,
      });
    }
  }
  return installations.filter(({ name }) => names.includes(name));
}
