import { manifestVersion } from './manifest-options.ts';

/** What installations of upstream's and of ours carry: each finds the other. */
export const partOfLabel = 'app.kubernetes.io/part-of';
export const instanceLabel = 'app.kubernetes.io/instance';
export const versionLabel = 'app.kubernetes.io/version';
export const managedByLabel = 'app.kubernetes.io/managed-by';
/** The value of the managed-by label: upstream's CLI then asks before it takes over. */
export const managedByUs = 'sluice';

export type Labels = Readonly<Record<string, string>>;

/** Upstream's labels of everything that is installed, and whose it is. */
export function labelsOf(namespace: string, component?: string): Labels {
  return {
    [instanceLabel]: namespace,
    [partOfLabel]: 'flux',
    [versionLabel]: manifestVersion,
    [managedByLabel]: managedByUs,
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': component }),
  };
}
