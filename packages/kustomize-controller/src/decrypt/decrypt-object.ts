import { isDecryptionDisabled } from '@sluice/apply';
import { type JsonValue, type KubeObject, parseJson, stringifyJson } from '@sluice/objects';
import { encryptedFormatOf, type FileFormat, formatOfName } from '@sluice/secrets';
import { decryptBytes } from './decrypt-bytes.ts';
import type { Decryption } from './decryption.ts';
import type { Redactor } from './redactor.ts';

/**
 * Decrypts what is still encrypted in an object after the build: the object itself, where it has SOPS's metadata, or the
 * files in a Secret's data. The object as it is where it opts out by annotation, or has nothing encrypted.
 *
 * @throws DecryptionError that names the file which the object comes from.
 */
export async function decryptObject(
  object: KubeObject,
  decryption: Decryption,
  { file, redactor }: { readonly file: string; readonly redactor: Redactor },
): Promise<KubeObject> {
  if (isDecryptionDisabled(object)) return object;
  if (hasMac(object['sops'])) {
    const bytes = Buffer.from(stringifyJson(object as unknown as JsonValue));
    const clear = await decryptBytes(bytes, { file: `${file} (${nameOf(object)})`, format: 'json' }, decryption);
    redactor.add(clear.secrets);
    return parseJson(Buffer.from(clear.bytes).toString()) as unknown as KubeObject;
  }
  return object.apiVersion === 'v1' && object.kind === 'Secret' ? decryptData(object) : object;

  async function decryptData(secret: KubeObject): Promise<KubeObject> {
    const { data } = secret as { data?: unknown };
    if (!isMap(data)) return secret;
    const entries = await Promise.all(
      Object.entries(data).map(async ([key, value]) => [key, await decryptEntry(key, value)] as const),
    );
    return { ...secret, data: Object.fromEntries(entries) };
  }

  async function decryptEntry(key: string, value: unknown): Promise<unknown> {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
    const format = bytes === undefined ? undefined : encryptedFormatOf(bytes);
    if (bytes === undefined || format === undefined) return value;
    const name = `${file} (${nameOf(object)}, data.${key})`;
    const source = { file: name, format, outputFormat: outputOf(format, key) };
    const clear = await decryptBytes(bytes, source, decryption);
    redactor.add(clear.secrets);
    return Buffer.from(clear.bytes).toString('base64');
  }
}

/** A file in JSON may be an envelope around any file; the name tells. */
function outputOf(format: FileFormat, key: string): FileFormat {
  const named = formatOfName(key);
  return format === 'json' && named === 'binary' ? 'binary' : format;
}

function hasMac(sops: unknown): boolean {
  return isMap(sops) && typeof sops['mac'] === 'string' && sops['mac'] !== '';
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf({ kind, metadata }: KubeObject): string {
  return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined && part !== '').join('/');
}
