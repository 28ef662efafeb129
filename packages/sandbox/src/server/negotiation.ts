import { noRepresentation, notAcceptable } from '../status-error.ts';

/** How an answer is to be written. */
export interface Representation {
  readonly as: 'object' | 'table' | 'metadata';
  /** The apiVersion of Table or PartialObjectMetadata: `meta.k8s.io/v1` or `v1beta1`. */
  readonly apiVersion: string;
}

const plain: Representation = { as: 'object', apiVersion: '' };
const transforms = new Map<string, Representation['as']>([
  ['Table', 'table'],
  ['PartialObjectMetadata', 'metadata'],
  ['PartialObjectMetadataList', 'metadata'],
]);

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The first representation of an Accept header that the server knows. Without one, or for any type, plain JSON.
 *
 * @throws StatusError 406 when none is known.
 */
export function negotiate(accept: string | undefined): Representation {
  if (accept === undefined || accept === '') return plain;
  for (const range of mediaRanges(accept)) {
    const representation = representationOf(range);
    if (representation !== undefined) return representation;
  }
  throw notAcceptable(mediaTypes);
}

const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const watchTypes = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const known = new Set([...mediaTypes, '*/*', 'application/*']);

/**
 * Refuses a request for media types of which the server has none, before it looks at anything else.
 *
 * @throws StatusError 406, which for a path that can be watched lists the types of watch frames too.
 */
export function requireKnownType(accept: string | undefined, watchable: boolean): void {
  if (accept === undefined || accept === '' || mediaRanges(accept).some(({ type }) => known.has(type))) return;
  throw noRepresentation(watchable ? [...mediaTypes, ...watchTypes] : mediaTypes);
}

/** Whether YAML is what the client would rather have. */
export function prefersYaml(accept: string | undefined): boolean {
  return accept !== undefined && mediaRanges(accept).find(({ type }) => known.has(type))?.type === 'application/yaml';
}

/** The media ranges of an Accept header, in order. Quality values are not weighed, as the API server does not. */
export function mediaRanges(accept: string): readonly MediaRange[] {
  return accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    return { type: type.toLowerCase(), parameters: new Map(parameters.map(splitParameter)) };
  });
}

function splitParameter(parameter: string): [string, string] {
  const equals = parameter.indexOf('=');
  return equals === -1 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
}

function representationOf({ type, parameters }: MediaRange): Representation | undefined {
  if (type === '*/*' || type === 'application/*' || type === 'application/yaml') return plain;
  if (type !== 'application/json') return undefined;
  const name = parameters.get('as');
  if (name === undefined) return plain;
  const as = transforms.get(name);
  const version = parameters.get('v') ?? '';
  if (as === undefined || parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1'))
    return undefined;
  return { as, apiVersion: `meta.k8s.io/${version}` };
}
