import type { YamlScalar } from './node.ts';
import { yamlTagPrefix } from './tag-handles.ts';

/** What a scalar means: a JSON value, or a float that JSON cannot hold. */
export type ScalarValue = null | boolean | number | bigint | string;

/** Thrown for a scalar whose text does not fit its explicit tag; the reader adds the place. */
export class ScalarMismatch extends Error {
  override readonly name = 'ScalarMismatch';
}

/** Names of YAML's own types, without the prefix of their tags. */
export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'str';

export interface ResolvedScalar {
  readonly type: ScalarType;
  readonly value: ScalarValue;
}

/**
 * Whose reading of plain scalars: `kubernetes` is sigs.k8s.io/yaml on go-yaml v2, in which `yes` and `on` are booleans;
 * `kustomize` is go-yaml v3, in which they are text. The two differ in nothing else.
 */
export type YamlDialect = 'kubernetes' | 'kustomize';

const oldBooleans: ReadonlySet<string> = new Set(
  ['y', 'yes', 'on', 'n', 'no', 'off'].flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]),
);

const words: ReadonlyMap<string, ResolvedScalar> = new Map([
  ...wordsOf('bool', true, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']),
  ...wordsOf('bool', false, ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']),
  ...wordsOf('null', null, ['', '~', 'null', 'Null', 'NULL']),
  ...wordsOf('float', NaN, ['.nan', '.NaN', '.NAN']),
  ...wordsOf('float', Infinity, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']),
  ...wordsOf('float', -Infinity, ['-.inf', '-.Inf', '-.INF']),
]);

function wordsOf(type: ScalarType, value: ScalarValue, spellings: string[]): [string, ResolvedScalar][] {
  return spellings.map((spelling) => [spelling, { type, value }]);
}

/** First characters of anything that is not plainly a string. */
const special = /^[-+.0-9yYnNtTfFoO~]|^$/;
const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const octal = /^([-+]?)0[oO]?([0-7]+)$/;
const hexadecimal = /^([-+]?)0[xX]([0-9a-fA-F]+)$/;
const binary = /^([-+]?)0[bB]([01]+)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const floatWithLeadingDot = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)|[ ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/**
 * The type and value of a scalar as Kubernetes reads YAML (sigs.k8s.io/yaml on go-yaml v2): the words of YAML 1.1 for
 * booleans, octal with a leading 0, no base 60, dates as text. Integers beyond 2^53 are `bigint`.
 *
 * @throws ScalarMismatch for text that does not fit its explicit tag.
 */
export function resolveScalar(node: YamlScalar, dialect: YamlDialect = 'kubernetes'): ResolvedScalar {
  const { tag, value, style } = node;
  if (tag === '') return style === 'plain' ? resolvePlain(value, dialect) : { type: 'str', value };
  if (tag === `${yamlTagPrefix}binary`) return { type: 'str', value: decodeBinary(value) };
  return tag.startsWith(yamlTagPrefix)
    ? resolveTagged(tag.slice(yamlTagPrefix.length), value, dialect)
    : { type: 'str', value };
}

/** What untagged plain text means. */
export function resolvePlain(text: string, dialect: YamlDialect = 'kubernetes'): ResolvedScalar {
  if (!special.test(text) || (dialect === 'kustomize' && oldBooleans.has(text))) return { type: 'str', value: text };
  return words.get(text) ?? resolveNumber(text) ?? { type: 'str', value: text };
}

function resolveNumber(text: string): ResolvedScalar | undefined {
  const first = text.charCodeAt(0);
  // A digit, a sign or a dot; words were looked up before.
  if (first > 0x39) return undefined;
  if (first === 0x2e) return floatWithLeadingDot.test(text) ? floatOf(text.replaceAll('_', '')) : undefined;
  if (timestamp.test(text)) return { type: 'timestamp', value: text };
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = integerOf(plain);
  if (integer !== undefined) return { type: 'int', value: integer };
  return float.test(plain) ? floatOf(plain) : undefined;
}

function integerOf(text: string): number | bigint | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : inRange(BigInt(text));
  }
  return (
    basedInteger(octal.exec(text), '0o') ??
    basedInteger(hexadecimal.exec(text), '0x') ??
    basedInteger(binary.exec(text), '0b')
  );
}

function basedInteger(match: RegExpExecArray | null, prefix: string): number | bigint | undefined {
  if (match === null) return undefined;
  const magnitude = BigInt(prefix + String(match[2]));
  return inRange(match[1] === '-' ? -magnitude : magnitude);
}

/** Signed or unsigned 64 bits, as Go has them; anything larger is read as a float. */
function inRange(value: bigint): number | bigint | undefined {
  if (value < minInt64 || value > maxUint64) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A float that is too large for a double is text, as in Go. */
function floatOf(text: string): ResolvedScalar | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

const resolvable: ReadonlySet<string> = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);

function resolveTagged(type: string, text: string, dialect: YamlDialect): ResolvedScalar {
  if (type === 'str' || !resolvable.has(type)) return { type: 'str', value: text };
  const resolved = resolvePlain(text, dialect);
  if (resolved.type === type) return resolved;
  if (type === 'float' && resolved.type === 'int') return { type: 'float', value: Number(resolved.value) };
  throw new ScalarMismatch(`cannot decode !!${resolved.type} \`${text.slice(0, 40)}\` as a !!${type}`);
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBinary(text: string): string {
  const stripped = text.replaceAll(/[\r\n]/g, '');
  if (!base64.test(stripped)) throw new ScalarMismatch('!!binary value contains invalid base64 data');
  return Buffer.from(stripped, 'base64').toString('utf8');
}
