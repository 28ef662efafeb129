import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { numberAt, objectsAt, textAt } from '../api-object.ts';

/** What the containers of a pod may refer to, and what surrounds them. */
export interface ContainerContext {
  /** The volumes that are sound, by name. */
  readonly volumes: ReadonlyMap<string, JsonObject>;
  readonly resourceClaims: ReadonlySet<string>;
  readonly graceSeconds: number | undefined;
  readonly restartPolicy: string;
  /** The pod's users are those of the host. */
  readonly hasHostUsers: boolean;
}

export function containerContext(spec: JsonObject): ContainerContext {
  const sound = objectsAt(spec, 'volumes').filter((volume) => Object.values(volume).filter(isJsonObject).length <= 1);
  return {
    volumes: new Map(sound.map((volume) => [textAt(volume, 'name') ?? '', volume])),
    resourceClaims: new Set(objectsAt(spec, 'resourceClaims').map((claim) => textAt(claim, 'name') ?? '')),
    graceSeconds: numberAt(spec, 'terminationGracePeriodSeconds'),
    restartPolicy: textAt(spec, 'restartPolicy') ?? '',
    hasHostUsers: spec['hostUsers'] !== false,
  };
}
