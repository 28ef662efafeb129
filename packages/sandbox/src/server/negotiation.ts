import { noRepresentation, notAcceptable } from '../status-error.ts';

/** How an answer is to be written. */
export interface Representation {
  readonly as: 'object' | 'table' | 'metadata';
  /** The apiVersion of Table or PartialObjectMetadata: `meta.k8s.io/v1` or `v1beta1`. */
  readonly apiVersion: string;
  readonly format: Format;
}

export type Format = 'json' | 'yaml' | 'protobuf';

/** What is asked about: custom resources have no protobuf form, and YAML no frames of a watch. */
export interface Scope {
  readonly hasProtobuf: boolean;
  readonly isWatch: boolean;
}

const transforms = new Map<string, Representation['as']>([
  ['Table', 'table'],
  ['PartialObjectMetadata', 'metadata'],
  ['PartialObjectMetadataList', 'metadata'],
]);
const formats: readonly (readonly [string, Format])[] = [
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/vnd.kubernetes.protobuf', 'protobuf'],
];
const mediaTypes = formats.map(([type]) => type);
const watchTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const wildcards = new Set(['*/*']);

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The first representation of an Accept header that the server has. Without one, or for any type, plain JSON.
 *
 * @throws StatusError 406 when none is known.
 */
export function negotiate(accept: string | undefined, scope: Scope): Representation {
  if (accept === undefined || accept === '') return { as: 'object', apiVersion: '', format: 'json' };
  const [found] = representations(accept, scope);
  if (found === undefined) throw notAcceptable(mediaTypes);
  if (scope.isWatch && found.format === 'yaml') throw notAcceptable(watchTypes);
  return found;
}

/** What the client accepts and the server has, the best first. */
function representations(accept: string, scope: Scope): readonly Representation[] {
  return mediaRanges(accept)
    .flatMap((range) => formatsOf(range).map((format) => representationOf(range, format, scope)))
    .filter((representation) => representation !== undefined);
}

/**
 * Refuses a request for media types of which the server has none, before it looks at anything else.
 *
 * @throws StatusError 406, which for a path that can be watched lists the types of watch frames too.
 */
export function requireKnownType(accept: string | undefined, watchable: boolean): void {
  if (accept === undefined || accept === '' || mediaRanges(accept).some((range) => formatsOf(range).length > 0)) return;
  throw noRepresentation(watchable ? [...mediaTypes, ...watchTypes] : mediaTypes);
}

/** What the client would rather have of an answer that is no object of a resource: an error, a page of discovery. */
export function preferredFormat(accept: string | undefined): Format {
  const found = representations(accept ?? '', { hasProtobuf: true, isWatch: false });
  return found.find(({ as }) => as === 'object')?.format ?? 'json';
}

/** The media ranges of an Accept header, the best first. */
export function mediaRanges(accept: string): readonly MediaRange[] {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    return { type: type.toLowerCase(), parameters: new Map(parameters.map(splitParameter)) };
  });
  return ranges.length === 1 ? ranges : ranges.toSorted((a, b) => qualityOf(b) - qualityOf(a));
}

function qualityOf({ parameters }: MediaRange): number {
  const text = parameters.get('q');
  return text === undefined ? 1 : Number.parseFloat(text) || 0;
}

function splitParameter(parameter: string): [string, string] {
  const equals = parameter.indexOf('=');
  return equals === -1 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
}

function formatsOf({ type }: MediaRange): readonly Format[] {
  return formats.filter(([known]) => known === type || wildcards.has(type)).map(([, format]) => format);
}

function isTransform({ parameters }: MediaRange): boolean {
  return parameters.has('as') || parameters.has('g') || parameters.has('v');
}

function representationOf(range: MediaRange, format: Format, scope: Scope): Representation | undefined {
  if (!hasStream(range, format)) return undefined;
  if (isTransform(range)) return transformOf(range, format);
  return format === 'protobuf' && !scope.hasProtobuf ? undefined : { as: 'object', apiVersion: '', format };
}

function hasStream({ parameters }: MediaRange, format: Format): boolean {
  const stream = parameters.get('stream') ?? '';
  return stream === '' || (stream === 'watch' && format !== 'yaml');
}

const metaVersions = new Set(['v1', 'v1beta1']);

/** Metadata has every form, for every kind; a table none in protobuf. */
function transformOf({ parameters }: MediaRange, format: Format): Representation | undefined {
  const as = transforms.get(parameters.get('as') ?? '');
  const version = parameters.get('v') ?? '';
  if (as === undefined || parameters.get('g') !== 'meta.k8s.io' || !metaVersions.has(version)) return undefined;
  return as === 'table' && format === 'protobuf' ? undefined : { as, apiVersion: `meta.k8s.io/${version}`, format };
}
