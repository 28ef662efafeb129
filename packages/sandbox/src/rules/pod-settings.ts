import type { JsonObject } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { labelCauses } from '../validation/metadata.ts';
import { affinityCauses } from './affinity.ts';
import { dnsCauses, hostAliasCauses } from './pod-dns.ts';
import { classCauses, gateCauses, hostnameCauses, placeCauses, systemCauses } from './pod-names.ts';
import { podSecurityCauses } from './pod-security.ts';
import { eachOf } from './rule.ts';
import { spreadCauses } from './spread.ts';
import { within } from './text.ts';
import { tolerationCauses } from './tolerations.ts';

/** What is said of a pod beside its volumes and containers, in the order of a real server. */
export function podSettingCauses(spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...labelCauses(objectAt(spec, 'nodeSelector'), `${path}.nodeSelector`),
    ...podSecurityCauses(spec, path),
    ...affinityCauses(spec, path),
    ...dnsCauses(spec, path),
    ...gateCauses(spec, path),
    ...spreadCauses(spec, path),
    ...placeCauses(spec, path),
    ...within(spec, 'activeDeadlineSeconds', path, [1, 2_147_483_647]),
    ...hostnameCauses(spec, path),
    ...eachOf(spec, 'tolerations', path, tolerationCauses),
    ...hostAliasCauses(spec, path),
    ...classCauses(spec, path),
    ...systemCauses(spec, path),
  ];
}
