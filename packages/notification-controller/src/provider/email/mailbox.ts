import { DeliveryError } from '../../delivery/delivery-error.ts';

const mostRecipients = 50;
/** The plain addresses of RFC 5321: no quotes, comments, routes or groups, nothing that a server could read otherwise. */
const mailbox =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** One plain address. Throws `DeliveryError` that names where it stands. */
export function readMailbox(text: string, place: string): string {
  const address = text.trim();
  if (address.length > 254 || text !== text.replaceAll(/[^\u0020-\u007e]/g, '') || !mailbox.test(address))
    throw new DeliveryError(
      `${place}: ${JSON.stringify(address.slice(0, 100))} is not a mail address`,
      'retry-provider',
    );
  return address;
}

/** The recipients of a channel, with commas between them. */
export function readRecipients(channel: string): string[] {
  const addresses = channel.split(',').map((each) => readMailbox(each, 'spec.channel'));
  if (addresses.length > mostRecipients)
    throw new DeliveryError(`spec.channel: at most ${String(mostRecipients)} recipients`, 'retry-provider');
  return [...new Set(addresses)];
}
