import { type FieldPath, getOwn, isJsonArray, isJsonObject, setOwn, type JsonValue } from '@sluice/objects';
import { typeName } from '../json-patch/decode-patch.ts';

/** How a configuration is read. */
export interface DecodeMode {
  /** Refuse fields that are not known, as for a kustomization; plugin configurations ignore them. */
  readonly strict: boolean;
  /** Take numbers and booleans where a text is wanted, as for plugin configurations. */
  readonly coerce: boolean;
}

/** Where a value stands: its path, and the type that has it as a field. */
export interface DecodePlace {
  readonly path: FieldPath;
  readonly owner: string;
}

/** Reads a JSON value into a type; `zero` is what an absent or null field becomes, as in Go. */
export interface Decoder<T> {
  readonly zero: T;
  /** The type's name in Go, for messages. */
  readonly goType: string;
  decode(value: JsonValue, mode: DecodeMode, place?: DecodePlace): T;
}

/** A configuration that is not what its type says. The message is the one of Go's JSON decoder. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The field that is wrong. */
  readonly path: FieldPath;

  constructor(message: string, path: FieldPath, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

const top: DecodePlace = { path: [], owner: '' };

function mismatch(value: JsonValue, goType: string, { path, owner }: DecodePlace): ConfigError {
  const names = path.filter((step) => typeof step === 'string').join('.');
  const place = names === '' ? 'Go value' : `Go struct field ${owner}.${names}`;
  return new ConfigError(`json: cannot unmarshal ${typeName(value)} into ${place} of type ${goType}`, path);
}

function inside(place: DecodePlace, step: string | number, owner: string = place.owner): DecodePlace {
  return { path: [...place.path, step], owner };
}

export const text: Decoder<string> = {
  zero: '',
  goType: 'string',
  decode(value, mode, place = top) {
    if (value === null) return '';
    if (typeof value === 'string') return value;
    if (mode.coerce && typeof value !== 'object') return String(value);
    throw mismatch(value, 'string', place);
  },
};

/** A text that tells "absent" from "empty". */
export const optionalText: Decoder<string | undefined> = optional(text);

export const flag: Decoder<boolean> = {
  zero: false,
  goType: 'bool',
  decode(value, _mode, place = top) {
    if (value === null) return false;
    if (typeof value === 'boolean') return value;
    throw mismatch(value, 'bool', place);
  },
};

export const integer: Decoder<number> = {
  zero: 0,
  goType: 'int',
  decode(value, _mode, place = top) {
    if (value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw mismatch(value, 'int', place);
  },
};

export function listOf<T>(item: Decoder<T>): Decoder<readonly T[] | undefined> {
  const goType = `[]${item.goType}`;
  return {
    zero: undefined,
    goType,
    decode(value, mode, place = top) {
      if (value === null) return undefined;
      if (!isJsonArray(value)) throw mismatch(value, goType, place);
      return value.map((element, at) => (element === null ? item.zero : item.decode(element, mode, inside(place, at))));
    },
  };
}

/** A map of texts; undefined where absent. */
export const textMap: Decoder<ReadonlyMap<string, string> | undefined> = {
  zero: undefined,
  goType: 'map[string]string',
  decode(value, mode, place = top) {
    if (value === null) return undefined;
    if (!isJsonObject(value)) throw mismatch(value, 'map[string]string', place);
    return new Map(Object.entries(value).map(([key, element]) => [key, mapText(key, element, { mode, place })]));
  },
};

/** In messages, the map's own name stands for that of the key. */
function mapText(key: string, value: JsonValue, { mode, place }: { mode: DecodeMode; place: DecodePlace }): string {
  try {
    return text.decode(value, mode, place);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.message, [...place.path, key], { cause: error });
  }
}

export const anyValue: Decoder<JsonValue | undefined> = {
  zero: undefined,
  goType: 'interface {}',
  decode: (value) => value,
};

export type Fields = Readonly<Record<string, Decoder<unknown>>>;
export type Struct<F extends Fields> = { readonly [K in keyof F]: F[K] extends Decoder<infer T> ? T : never };

/** A struct of these fields; their names match without regard to case, as in Go, exact ones first. */
export function struct<F extends Fields>(name: string, fields: F): Decoder<Struct<F>> {
  const lower = new Map(Object.keys(fields).map((field) => [field.toLowerCase(), field]));
  const zero = (): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([field, decoder]) => [field, decoder.zero]));
  return {
    zero: zero() as Struct<F>,
    goType: `types.${name}`,
    decode(value, mode, place = top) {
      if (value === null) return zero() as Struct<F>;
      if (!isJsonObject(value)) throw mismatch(value, `types.${name}`, place);
      const result = zero();
      for (const [key, element] of Object.entries(value)) {
        const field = Object.hasOwn(fields, key) ? key : lower.get(key.toLowerCase());
        const decoder = field === undefined ? undefined : getOwn(fields, field);
        if (field !== undefined && decoder !== undefined) {
          setOwn(result, field, decodeOrZero(decoder, element, { mode, place: inside(place, key, name) }));
        } else if (mode.strict) {
          throw new ConfigError(`json: unknown field ${JSON.stringify(key)}`, [...place.path, key]);
        }
      }
      return result as Struct<F>;
    },
  };
}

function decodeOrZero<T>(
  decoder: Decoder<T>,
  value: JsonValue,
  { mode, place }: { mode: DecodeMode; place: DecodePlace },
): T {
  return value === null ? decoder.zero : decoder.decode(value, mode, place);
}

/** A value that may be absent. */
export function optional<T>(decoder: Decoder<T>): Decoder<T | undefined> {
  return {
    zero: undefined,
    goType: decoder.goType,
    decode: (value, mode, place) => (value === null ? undefined : decoder.decode(value, mode, place)),
  };
}
