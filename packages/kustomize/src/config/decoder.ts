import { getOwn, isJsonArray, isJsonObject, setOwn, type JsonValue } from '@sluice/objects';
import { typeName } from '../json-patch/decode-patch.ts';

/** How a configuration is read. */
export interface DecodeMode {
  /** Refuse fields that are not known, as for a kustomization; plugin configurations ignore them. */
  readonly strict: boolean;
  /** Take numbers and booleans where a text is wanted, as for plugin configurations. */
  readonly coerce: boolean;
  /** Where in the configuration the value stands: `Kustomization.resources`. */
  readonly path: string;
}

/** Reads a JSON value into a type; `zero` is what an absent or null field becomes, as in Go. */
export interface Decoder<T> {
  readonly zero: T;
  decode(value: JsonValue, mode: DecodeMode): T;
}

/** A configuration that is not what its type says. The message is the one of Go's JSON decoder. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function mismatch(value: JsonValue, goType: string, mode: DecodeMode): ConfigError {
  const place = mode.path.includes('.') ? `Go struct field ${mode.path}` : 'Go value';
  return new ConfigError(`json: cannot unmarshal ${typeName(value)} into ${place} of type ${goType}`);
}

export const text: Decoder<string> = {
  zero: '',
  decode(value, mode) {
    if (value === null) return '';
    if (typeof value === 'string') return value;
    if (mode.coerce && typeof value !== 'object') return String(value);
    throw mismatch(value, 'string', mode);
  },
};

/** A text that tells "absent" from "empty". */
export const optionalText: Decoder<string | undefined> = {
  zero: undefined,
  decode: (value, mode) => (value === null ? undefined : text.decode(value, mode)),
};

export const flag: Decoder<boolean> = {
  zero: false,
  decode(value, mode) {
    if (value === null) return false;
    if (typeof value === 'boolean') return value;
    throw mismatch(value, 'bool', mode);
  },
};

export const integer: Decoder<number> = {
  zero: 0,
  decode(value, mode) {
    if (value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw mismatch(value, 'int', mode);
  },
};

export function listOf<T>(item: Decoder<T>): Decoder<readonly T[] | undefined> {
  return {
    zero: undefined,
    decode(value, mode) {
      if (value === null) return undefined;
      if (!isJsonArray(value)) throw mismatch(value, '[]', mode);
      return value.map((element) => (element === null ? item.zero : item.decode(element, mode)));
    },
  };
}

/** A map of texts; undefined where absent. */
export const textMap: Decoder<ReadonlyMap<string, string> | undefined> = {
  zero: undefined,
  decode(value, mode) {
    if (value === null) return undefined;
    if (!isJsonObject(value)) throw mismatch(value, 'map[string]string', mode);
    return new Map(Object.entries(value).map(([key, element]) => [key, text.decode(element, mode)]));
  },
};

export const anyValue: Decoder<JsonValue | undefined> = { zero: undefined, decode: (value) => value };

export type Fields = Readonly<Record<string, Decoder<unknown>>>;
export type Struct<F extends Fields> = { readonly [K in keyof F]: F[K] extends Decoder<infer T> ? T : never };

/** A struct of these fields; their names match without regard to case, as in Go, exact ones first. */
export function struct<F extends Fields>(name: string, fields: F): Decoder<Struct<F>> {
  const lower = new Map(Object.keys(fields).map((field) => [field.toLowerCase(), field]));
  const zero = (): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([field, decoder]) => [field, decoder.zero]));
  return {
    zero: zero() as Struct<F>,
    decode(value, mode) {
      if (value === null) return zero() as Struct<F>;
      if (!isJsonObject(value)) throw mismatch(value, name, mode);
      const result = zero();
      for (const [key, element] of Object.entries(value)) {
        const field = Object.hasOwn(fields, key) ? key : lower.get(key.toLowerCase());
        const decoder = field === undefined ? undefined : getOwn(fields, field);
        if (field !== undefined && decoder !== undefined) {
          setOwn(
            result,
            field,
            element === null ? decoder.zero : decoder.decode(element, { ...mode, path: `${name}.${field}` }),
          );
        } else if (mode.strict) throw new ConfigError(`json: unknown field ${JSON.stringify(key)}`);
      }
      return result as Struct<F>;
    },
  };
}

/** A struct that may be absent. */
export function optional<T>(decoder: Decoder<T>): Decoder<T | undefined> {
  return { zero: undefined, decode: (value, mode) => (value === null ? undefined : decoder.decode(value, mode)) };
}
