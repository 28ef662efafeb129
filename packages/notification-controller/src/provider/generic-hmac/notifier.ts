import { createHmac } from 'node:crypto';
import { DeliveryError } from '../../delivery/delivery-error.ts';
import { genericHeaders } from '../generic/notifier.ts';
import { genericPayload } from '../generic/payload.ts';
import type { Notifier } from '../notifier.ts';
import { post } from '../post.ts';

/** Posts the event itself, signed: `X-Signature: sha256=<hex>` over exactly the bytes of the body. */
export const genericHmac: Notifier = {
  takesCommitStatus: 'also',
  send: async (notification, target, signal) => {
    if (target.token === '')
      throw new DeliveryError("the Secret needs the key 'token', which signs the messages", 'retry-provider');
    const body = genericPayload(notification.event);
    const signature = createHmac('sha256', target.token).update(body).digest('hex');
    const headers = { ...genericHeaders(notification, target), 'x-signature': `sha256=${signature}` };
    await post(target, { url: target.address, headers, body, signal });
  },
};
