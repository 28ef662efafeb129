import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { type JsonObject, type JsonValue, writeYamlStream } from '@sluice/objects';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** A pair of keys to throw away. */
export interface TestKey {
  /** What a `.agekey` entry holds. */
  readonly identity: string;
  readonly recipient: string;
}

/** Makes an age key. */
export async function createTestKey(): Promise<TestKey> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** How a file is encrypted; by default every value, for one recipient, MAC over all. */
export interface EncryptOptions {
  readonly recipients: readonly string[];
  /** `encrypted_regex`, on a key of the path. */
  readonly encryptedRegex?: string;
  readonly macOnlyEncrypted?: boolean;
  /** More metadata, or other ones. */
  readonly metadata?: JsonObject;
}

const lastModified = '2026-11-01T12:00:00Z';

/** Encrypts documents of JSON values as SOPS does. The metadata stand in each. */
export async function encryptDocuments(
  documents: readonly JsonObject[],
  options: EncryptOptions,
): Promise<readonly JsonObject[]> {
  const key = randomBytes(32);
  const encryption = new Encryption(key, options);
  const encrypted = documents.map((document) => encryption.encrypt(document, []) as JsonObject);
  const age = await Promise.all(
    options.recipients.map(async (recipient) => ({ recipient, enc: await wrapKey(key, recipient) })),
  );
  const sops: JsonObject = {
    age,
    lastmodified: lastModified,
    mac: seal(encryption.mac(), 'str', key, lastModified),
    ...(options.encryptedRegex === undefined ? {} : { encrypted_regex: options.encryptedRegex }),
    ...(options.macOnlyEncrypted === true ? { mac_only_encrypted: true } : {}),
    version: '3.9.0',
    ...options.metadata,
  };
  return encrypted.map((document) => ({ ...document, sops }));
}

/** The same as a YAML file. */
export async function encryptYaml(
  documents: JsonObject | readonly JsonObject[],
  options: EncryptOptions,
): Promise<string> {
  const list = Array.isArray(documents) ? (documents as readonly JsonObject[]) : [documents as JsonObject];
  return writeYamlStream(await encryptDocuments(list, options));
}

/** The same as a JSON file, formatted as SOPS does. */
export async function encryptJson(document: JsonObject, options: EncryptOptions): Promise<string> {
  const [encrypted] = await encryptDocuments([document], options);
  return `${JSON.stringify(encrypted, null, '\t')}\n`;
}

/** Lines `name=value`. */
export async function encryptDotenv(
  values: Readonly<Record<string, string>>,
  options: EncryptOptions,
): Promise<string> {
  const [encrypted = {}] = await encryptDocuments([{ ...values }], options);
  const { sops, ...rest } = encrypted;
  const lines = [...Object.entries(rest), ...flatten('sops', sops ?? {})];
  return lines.map(([name, value]) => `${name}=${String(value).replaceAll('\n', String.raw`\n`)}\n`).join('');
}

/** One section of an INI file. */
export async function encryptIni(
  section: string,
  values: Readonly<Record<string, string>>,
  options: EncryptOptions,
): Promise<string> {
  const [encrypted = {}] = await encryptDocuments([{ [section]: { ...values } }], options);
  const write = (entries: Iterable<readonly [string, JsonValue | undefined]>) =>
    Array.from(entries, ([name, value]) => `${name} = ${String(value).replaceAll('\n', String.raw`\n`)}\n`).join('');
  const metadata = flatten('', encrypted['sops'] ?? {}).map(([name, value]) => [name.slice(1), value] as const);
  return `[${section}]\n${write(Object.entries(encrypted[section] as JsonObject))}\n[sops]\n${write(metadata)}`;
}

function flatten(name: string, value: JsonValue): [string, JsonValue][] {
  if (Array.isArray(value)) return value.flatMap((each, index) => flatten(`${name}__list_${index}`, each));
  if (typeof value !== 'object' || value === null) return [[name, value]];
  const join = /^(sops)?$/.test(name) ? '_' : '__map_';
  return Object.entries(value).flatMap(([key, each]) => flatten(`${name}${join}${key}`, each ?? null));
}

async function wrapKey(key: Uint8Array, recipient: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(key));
}

class Encryption {
  readonly #key: Uint8Array;
  readonly #options: EncryptOptions;
  readonly #hash = createHash('sha512');

  constructor(key: Uint8Array, options: EncryptOptions) {
    this.#key = key;
    this.#options = options;
    if (options.macOnlyEncrypted === true) this.#hash.update(createHash('sha256').update('sops').digest());
  }

  encrypt(value: JsonValue, path: readonly string[]): JsonValue {
    if (Array.isArray(value)) return value.map((each: JsonValue) => this.encrypt(each, path));
    if (value === null) return null;
    if (typeof value !== 'object') return this.#leaf(value, path);
    const entries = Object.entries(value).map(([key, each]) => [key, this.encrypt(each ?? null, [...path, key])]);
    return Object.fromEntries(entries) as JsonObject;
  }

  #leaf(value: string | number | bigint | boolean, path: readonly string[]): JsonValue {
    const { encryptedRegex, macOnlyEncrypted } = this.#options;
    const isEncrypted =
      encryptedRegex === undefined
        ? !path.some((key) => key.endsWith('_unencrypted'))
        : path.some((key) => new RegExp(encryptedRegex).test(key));
    const [type, text] = textOf(value);
    if (isEncrypted || macOnlyEncrypted !== true) this.#hash.update(text);
    return isEncrypted && value !== '' ? seal(text, type, this.#key, `${path.join(':')}:`) : value;
  }

  mac(): string {
    return this.#hash.digest('hex').toUpperCase();
  }
}

function textOf(value: string | number | bigint | boolean): readonly [string, string] {
  if (typeof value === 'boolean') return ['bool', value ? 'True' : 'False'];
  if (typeof value === 'string') return ['str', value];
  return [typeof value === 'bigint' || Number.isInteger(value) ? 'int' : 'float', String(value)];
}

/** A value as `ENC[AES256_GCM,…]`. */
export function seal(text: string, type: string, key: Uint8Array, context: string): string {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  const data = Buffer.concat([cipher.update(text), cipher.final()]);
  const [a, b, c] = [data, iv, cipher.getAuthTag()].map((part) => part.toString('base64'));
  return `ENC[AES256_GCM,data:${a},iv:${b},tag:${c},type:${type}]`;
}
