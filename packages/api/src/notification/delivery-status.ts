import * as z from 'zod';
import { conditions } from '../meta/condition.ts';

/**
 * The status of Provider and Alert. Ours: upstream's have none. It has no `observedGeneration`, and says of deliveries
 * in a condition of its own instead of Ready: a chat that is down must not make whoever waits for the health of an Alert
 * wait.
 */
export const deliveryStatus = z
  .object({
    conditions: conditions('Whether the spec can be honoured (Ready), and whether messages arrive (Delivering).'),
  })
  .meta({ description: 'What became of the messages. Written when that changes, not for each of them.' });

/** The condition that says whether messages arrive. */
export const deliveringCondition = 'Delivering';
