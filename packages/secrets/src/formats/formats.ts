import type { EncryptedFile } from './encrypted-file.ts';
import { readDotenv } from './dotenv.ts';
import { readIni } from './ini.ts';
import { readJson } from './json.ts';
import { readYamlFile } from './yaml.ts';

/** What SOPS can encrypt. `binary` is any file, as one value in a JSON envelope. */
export type FileFormat = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary';

/** How each format is read when it is encrypted. */
export const readers: Readonly<Record<FileFormat, (text: string) => EncryptedFile>> = {
  yaml: readYamlFile,
  json: readJson,
  dotenv: readDotenv,
  ini: readIni,
  binary: readJson,
};

const extensions: readonly (readonly [string, FileFormat])[] = [
  ['.yaml', 'yaml'],
  ['.yml', 'yaml'],
  ['.json', 'json'],
  ['.env', 'dotenv'],
  ['.ini', 'ini'],
  // A Secret's key for registries; upstream has the same.
  ['.dockerconfigjson', 'json'],
];

/** The format that a name stands for, as SOPS and upstream have it. */
export function formatOfName(name: string): FileFormat {
  return extensions.find(([extension]) => name.endsWith(extension))?.[1] ?? 'binary';
}

/** What is in every encrypted file of a format, and in no other in practice. */
const markers: Readonly<Record<FileFormat, string>> = {
  yaml: 'mac: ENC[',
  json: '"mac": "ENC[',
  dotenv: 'sops_mac=ENC[',
  ini: '[sops]',
  binary: '"mac": "ENC[',
};

/** Whether a file looks encrypted in a format. Upstream's way to tell. */
export function isEncrypted(bytes: Uint8Array, format: FileFormat): boolean {
  return bufferOf(bytes).includes(markers[format]);
}

/** The format in which a file is encrypted, by what is in it; `undefined` when it is in none. */
export function encryptedFormatOf(bytes: Uint8Array): FileFormat | undefined {
  return (['json', 'yaml', 'dotenv', 'ini'] as const).find((format) => isEncrypted(bytes, format));
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
