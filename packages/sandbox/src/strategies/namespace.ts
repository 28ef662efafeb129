import { listAt, objectAt } from '../api-object.ts';
import type { Strategy } from '../registry/strategy.ts';

const nameLabel = 'kubernetes.io/metadata.name';

/** A namespace carries its own name as a label, and goes when its content has gone. */
export const namespaceStrategy: Partial<Strategy> = {
  setDefaults: (draft) => {
    draft.metadata.labels = { ...draft.metadata.labels, [nameLabel]: draft.metadata.name ?? '' };
  },
  prepareForCreate: (draft) => {
    draft['status'] = { phase: 'Active' };
    draft['spec'] = {
      ...objectAt(draft, 'spec'),
      finalizers: [...new Set([...listAt(draft, 'spec', 'finalizers'), 'kubernetes'])],
    };
  },
  prepareForUpdate: (draft, old) => {
    draft['spec'] = objectAt(old, 'spec');
  },
  isHeld: (object) => listAt(object, 'spec', 'finalizers').length > 0,
  prepareForDeletion: (draft) => {
    draft['status'] = { ...objectAt(draft, 'status'), phase: 'Terminating' };
  },
};
