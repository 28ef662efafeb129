import { createDecipheriv } from 'node:crypto';
import { Problem } from '../decryption-error.ts';
import { boolText, floatText } from './scalar-text.ts';
import { scalarOf, textOf, type SopsScalar } from './tree.ts';

const encrypted =
  /^ENC\[AES256_GCM,data:([A-Za-z0-9+/]*={0,2}),iv:([A-Za-z0-9+/]+={0,2}),tag:([A-Za-z0-9+/]+={0,2}),type:([a-z]+)\]$/;
const tagBytes = 16;
const floatForm = /^(?:[+-]?(?:\d[\d.]{0,400}(?:[eE][+-]?\d{1,4})?|Inf)|NaN)$/;

/**
 * Decrypts a value `ENC[AES256_GCM,…]`. `context` is what it was bound to: its path, or the time of change for the MAC.
 *
 * @throws Problem without any text of the value.
 */
export function decryptValue(text: string, key: Uint8Array, context: string): SopsScalar {
  const match = encrypted.exec(text);
  if (match === null) throw new Problem('Tampered', 'it is not in the form of an encrypted value');
  const [data, iv, tag] = match.slice(1, 4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer, Buffer];
  // A shorter tag would be easier to forge.
  if (tag.length !== tagBytes) throw new Problem('Tampered', 'its authentication tag has the wrong length');
  return typed(match[4] ?? '', open({ data, iv, tag }, key, context));
}

interface Sealed {
  readonly data: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
}

function open({ data, iv, tag }: Sealed, key: Uint8Array, context: string): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    throw new Problem('Tampered', 'it is not what was encrypted there');
  }
}

function typed(type: string, bytes: Uint8Array): SopsScalar {
  switch (type) {
    case 'str':
    case 'bytes':
    case 'comment':
      return { type: 'str', bytes };
    case 'time':
      return { type: 'time', bytes };
    case 'int':
      return scalarOf(
        'int',
        number(bytes, /^[+-]?\d{1,19}$/, (text) => String(BigInt(text.replace(/^\+/, '')))),
      );
    case 'float':
      return scalarOf(
        'float',
        number(bytes, floatForm, (text) => floatText(readFloat(text))),
      );
    case 'bool':
      return scalarOf('bool', boolText(readBool(bytes)));
    default:
      throw new Problem('Unsupported', `its type '${type.slice(0, 20)}' is unknown`);
  }
}

function number(bytes: Uint8Array, form: RegExp, write: (text: string) => string): string {
  const text = textOf({ type: 'str', bytes });
  if (!form.test(text)) throw new Problem('Malformed', 'it is not of the type that it says');
  return write(text);
}

function readFloat(text: string): number {
  return Number(text.replace(/Inf$/, 'Infinity'));
}

function readBool(bytes: Uint8Array): boolean {
  const text = textOf({ type: 'str', bytes });
  if (['True', 'true', 'TRUE', 't', 'T', '1'].includes(text)) return true;
  if (['False', 'false', 'FALSE', 'f', 'F', '0'].includes(text)) return false;
  throw new Problem('Malformed', 'it is not of the type that it says');
}
