import type { JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import type { SchemaCode, SchemaObjectCode } from './encoding.ts';

/** Finds a named type. */
export type FindType = (name: string) => TypeSchema;

const scalars = new Map<string, TypeSchema['shape']>(
  (['string', 'integer', 'number', 'boolean', 'int-or-string', 'any'] as const).map((shape) => [shape, shape]),
);

const noStrings: readonly string[] = Object.freeze([]);
const noStrategies: TypeSchema['patchStrategies'] = Object.freeze([]);

/** The schema that a code stands for. Fields and elements are decoded when they are first asked for. */
export function decodeSchema(code: SchemaCode, find: FindType): TypeSchema {
  if (typeof code !== 'string') return decodeObject(code, find);
  return code.startsWith('#') ? find(code.slice(1)) : decodeScalar(code);
}

const decodedScalars = new Map<string, TypeSchema>();

function decodeScalar(code: string): TypeSchema {
  const known = decodedScalars.get(code);
  if (known !== undefined) return known;
  const [word = '', format] = code.split(':');
  const shape = scalars.get(word);
  if (shape === undefined) throw new Error(`schema facts are damaged: unknown type ${code}`);
  const schema = new EncodedType({}, { shape, format });
  decodedScalars.set(code, schema);
  return schema;
}

function decodeObject(code: SchemaObjectCode, find: FindType): TypeSchema {
  if (code.is !== undefined) return new EncodedType(code, decodeSchema(code.is, find));
  if (code.fields !== undefined) return new EncodedType(code, structBase(code.fields, find));
  if (code.list !== undefined) return new EncodedType(code, containerBase('list', code.list, find));
  return new EncodedType(code, containerBase('map', code.map ?? 'any', find));
}

/** What a code refines: a scalar, a referenced type, or its own structure. */
type Base = Pick<TypeSchema, 'shape'> & Partial<TypeSchema>;

function structBase(codes: Readonly<Record<string, SchemaCode>>, find: FindType): Base {
  const fields = new Map<string, TypeSchema>();
  const field = (name: string): TypeSchema | undefined => {
    const known = fields.get(name);
    if (known !== undefined || !Object.hasOwn(codes, name)) return known;
    const schema = decodeSchema(codes[name] as SchemaCode, find);
    fields.set(name, schema);
    return schema;
  };
  return { shape: 'struct', field, fieldNames: () => Object.keys(codes) };
}

function containerBase(shape: 'list' | 'map', code: SchemaCode, find: FindType): Base {
  let element: TypeSchema | undefined;
  return {
    shape,
    get element() {
      return (element ??= decodeSchema(code, find));
    },
  };
}

/** A code over its base; what the code does not say is the base's. */
class EncodedType implements TypeSchema {
  readonly #code: SchemaObjectCode;
  readonly #base: Base;
  readonly shape: TypeSchema['shape'];
  readonly patchStrategies: TypeSchema['patchStrategies'];

  constructor(code: SchemaObjectCode, base: Base) {
    this.#code = code;
    this.#base = base;
    this.shape = base.shape;
    this.patchStrategies =
      code.patch === undefined ? (base.patchStrategies ?? noStrategies) : splitStrategies(code.patch);
  }

  field(name: string): TypeSchema | undefined {
    return this.#base.field?.(name);
  }

  fieldNames(): readonly string[] {
    return this.#base.fieldNames?.() ?? noStrings;
  }

  get element(): TypeSchema | undefined {
    return this.#base.element;
  }

  get listType(): TypeSchema['listType'] {
    return this.#code.listType ?? this.#base.listType ?? 'atomic';
  }

  get listMapKeys(): readonly string[] {
    return this.#code.keys ?? this.#base.listMapKeys ?? noStrings;
  }

  get mapType(): TypeSchema['mapType'] {
    return this.#code.mapType ?? this.#base.mapType ?? 'granular';
  }

  get patchMergeKey(): string | undefined {
    return this.#code.mergeKey ?? this.#base.patchMergeKey;
  }

  get default(): JsonValue | undefined {
    return this.#code.default ?? this.#base.default;
  }

  get required(): readonly string[] {
    return this.#code.required ?? this.#base.required ?? noStrings;
  }

  get nullable(): boolean {
    return this.#code.nullable ?? this.#base.nullable ?? false;
  }

  get preservesUnknownFields(): boolean {
    return this.shape === 'any' || (this.#code.preserve ?? this.#base.preservesUnknownFields ?? false);
  }

  get format(): string | undefined {
    return this.#base.format;
  }

  get enum(): readonly JsonValue[] | undefined {
    return this.#code.enum ?? this.#base.enum;
  }
}

function splitStrategies(patch: string): TypeSchema['patchStrategies'] {
  return patch.split(',').filter((word) => word === 'merge' || word === 'replace' || word === 'retainKeys');
}
