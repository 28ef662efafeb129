import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { eachOf } from './rule.ts';
import { addressCauses, eachText } from './text.ts';

const serverLimit = 3;
const searchLimit = 32;
const searchLength = 2048;
const search = /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;
const searchRule = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${search.source.slice(1, -1)}')`;

/** How the containers of a pod look names up. */
export function dnsCauses(spec: JsonObject, path: string): readonly Cause[] {
  const config = spec['dnsConfig'];
  const where = `${path}.dnsConfig`;
  const missing = spec['dnsPolicy'] === 'None' ? missingCauses(config, where) : [];
  if (missing.length > 0 || !isJsonObject(config)) return missing;
  return [
    ...limitCauses(config, where),
    ...eachText(config, 'nameservers', where, addressCauses),
    ...eachText(config, 'searches', where, searchCauses),
    ...eachOf(config, 'options', where, (option, field) =>
      textAt(option, 'name') ? [] : [required(field, 'must not be empty')],
    ),
  ];
}

function missingCauses(config: JsonObject[string] | undefined, path: string): readonly Cause[] {
  if (!isJsonObject(config)) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  if (listAt(config, 'nameservers').length > 0) return [];
  return [required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
}

function limitCauses(config: JsonObject, path: string): readonly Cause[] {
  const servers = listAt(config, 'nameservers');
  const searches = listAt(config, 'searches');
  const tooLong = `must not have more than ${searchLength} characters (including spaces) in the search list`;
  const limits = [
    {
      key: 'nameservers',
      value: servers,
      over: servers.length > serverLimit,
      detail: `must not have more than ${serverLimit} nameservers`,
    },
    {
      key: 'searches',
      value: searches,
      over: searches.length > searchLimit,
      detail: `must not have more than ${searchLimit} search paths`,
    },
    { key: 'searches', value: searches, over: searches.join(' ').length > searchLength, detail: tooLong },
  ];
  return limits
    .filter(({ over }) => over)
    .map(({ key, value, detail }) => invalidValue(`${path}.${key}`, [...value], detail));
}

/** One dot alone searches nothing, and one may stand at the end. */
function searchCauses(given: string, field: string): readonly Cause[] {
  if (given === '.') return [];
  const text = given.replace(/\.$/, '');
  return search.test(text) ? [] : [invalidValue(field, text, searchRule)];
}

/** Lines that are added to the hosts file. */
export function hostAliasCauses(spec: JsonObject, path: string): readonly Cause[] {
  return eachOf(spec, 'hostAliases', path, (alias, where) => [
    ...addressCauses(textAt(alias, 'ip') ?? '', `${where}.ip`),
    ...eachText(alias, 'hostnames', where, (name, field) =>
      dnsSubdomain(name).map((problem) => invalidValue(field, name, problem)),
    ),
  ]);
}
