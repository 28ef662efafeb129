import type { Installation } from '@sluice/core';
import { kustomizeInstallation } from '@sluice/kustomize-controller';
import { notificationInstallation } from '@sluice/notification-controller';
import { sourceInstallation } from '@sluice/source-controller';
import { UserError } from '../user-error.ts';

/** Every controller that can be installed, in the order in which they are. */
const installations: readonly Installation[] = [sourceInstallation, kustomizeInstallation, notificationInstallation];

/** What `--components` is where it is not given. */
export const defaultComponents: readonly string[] = installations.map(({ name }) => name);

/** The installations of the named controllers, each once. Throws `UserError` for one that there is none of. */
export function installationsOf(names: readonly string[]): readonly Installation[] {
  for (const name of names) {
    if (!installations.some((each) => each.name === name)) {
      throw new UserError(`component ${name} is not available`, {
        hint: `there are ${defaultComponents.join(', ')}`,
      });
    }
  }
  return installations.filter(({ name }) => names.includes(name));
}
