import { Problem } from '../decryption-error.ts';
import type { KeyType, WrappedKey } from '../keys/key-source.ts';
import { type EncryptionRule, ruleOf } from './encryption-rule.ts';
import { secondsText } from './scalar-text.ts';
import { entryOf, type SopsMap, type SopsNode, textOf } from './tree.ts';

/** What the `sops` part of a file says. */
export interface Metadata {
  readonly mac: string;
  /** RFC 3339 in whole seconds; the MAC is bound to it. */
  readonly lastModified: string;
  readonly macOnlyEncrypted: boolean;
  readonly rule: EncryptionRule;
  readonly keys: readonly WrappedKey[];
}

/** Each recipient costs a key agreement with each of our keys. */
const maxRecipients = 100;

/** Where each type has the name of its recipient. */
const recipientFields: Readonly<Record<KeyType, readonly string[]>> = {
  age: ['recipient'],
  pgp: ['fp'],
  kms: ['arn'],
  gcp_kms: ['resource_id'],
  azure_kv: ['vault_url', 'name', 'version'],
  hc_vault: ['vault_address', 'engine_path', 'key_name'],
  hckms: ['key_id'],
};

/** Reads the metadata of a file. Throws Problem where they are incomplete, too large, or ask for what is not done. */
export function readMetadata(map: SopsMap): Metadata {
  const lastModified = secondsText(fieldText(map, 'lastmodified'));
  if (lastModified === undefined) throw new Problem('Malformed', 'sops.lastmodified is not a time');
  return {
    lastModified,
    mac: fieldText(map, 'mac'),
    macOnlyEncrypted: /^(?:true|1|t)$/i.test(fieldText(map, 'mac_only_encrypted')),
    rule: ruleOf((name) => fieldText(map, name)),
    keys: readKeys(map),
  };
}

function readKeys(map: SopsMap): readonly WrappedKey[] {
  const types = Object.keys(recipientFields) as KeyType[];
  const found = types.flatMap((type) => listOf(map, type).map((entry) => ({ type, entry })));
  if (found.length > maxRecipients) throw new Problem('Malformed', `it has more than ${maxRecipients} recipients`);
  if (found.length === 0) {
    if (listOf(map, 'key_groups').length > 0) {
      throw new Problem('Unsupported', 'its data key is split among key groups (shamir_threshold)');
    }
    throw new Problem('Malformed', 'it has no recipients');
  }
  return found.map(({ type, entry }) => readKey(type, entry));
}

function readKey(type: KeyType, entry: SopsNode): WrappedKey {
  if (entry.kind !== 'map') throw new Problem('Malformed', `sops.${type} is not a list of recipients`);
  const recipient = recipientFields[type].map((field) => fieldText(entry, field)).filter((text) => text !== '');
  return { type, recipient: recipient.join('/'), encrypted: fieldText(entry, 'enc') };
}

function listOf(map: SopsMap, key: string): readonly SopsNode[] {
  const node = entryOf(map, key);
  if (node === undefined || (node.kind === 'leaf' && node.value.type === 'null')) return [];
  if (node.kind !== 'list') throw new Problem('Malformed', `sops.${key} is not a list`);
  return node.items;
}

/** The text of a field; empty where there is none. */
function fieldText(map: SopsMap, key: string): string {
  const node = entryOf(map, key);
  if (node === undefined) return '';
  if (node.kind !== 'leaf') throw new Problem('Malformed', `${key} of its metadata is not a text`);
  return textOf(node.value);
}
