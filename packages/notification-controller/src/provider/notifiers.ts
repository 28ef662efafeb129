import type { ProviderType } from '@sluice/api';
import { alertmanager } from './alertmanager/notifier.ts';
import { discord } from './discord/notifier.ts';
import { email } from './email/notifier.ts';
import { generic } from './generic/notifier.ts';
import { genericHmac } from './generic-hmac/notifier.ts';
import { github } from './github/notifier.ts';
import { gitlab } from './gitlab/notifier.ts';
import { msteams } from './msteams/notifier.ts';
import type { Notifier } from './notifier.ts';
import { slack } from './slack/notifier.ts';

/** The types of Provider that are served; a Provider of any other type is refused by name. */
export const notifiers: ReadonlyMap<ProviderType, Notifier> = new Map<ProviderType, Notifier>([
  ['alertmanager', alertmanager],
  ['discord', discord],
  ['email', email],
  ['generic', generic],
  ['generic-hmac', genericHmac],
  ['github', github],
  ['gitlab', gitlab],
  ['msteams', msteams],
  ['slack', slack],
]);
