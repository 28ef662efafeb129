/** What a URL and method ask for, as authorization, audit and routing see it. */
export interface RequestInfo {
  readonly isResource: boolean;
  readonly path: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the method in lower case elsewhere. */
  readonly verb: string;
  /** `api` or `apis` for requests to the API. */
  readonly prefix: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** Path segments behind the subresource, as of a proxy. */
  readonly rest: readonly string[];
}

const verbOfMethod = new Map([
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['POST', 'create'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/** Subresources of a namespace itself: elsewhere the third segment is a resource in it. */
const namespaceSubresources = new Set(['status', 'finalize']);

/**
 * Reads `/api/v1/namespaces/NS/pods/NAME/status` and its relatives.
 *
 * @throws URIError for a path that is not percent-encoded properly.
 */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const segments = path.split('/').slice(1).map(decodeURIComponent);
  const head = groupVersionOf(segments);
  if (head === undefined) return nonResource(method, path);
  const scope = scopeOf(head.rest);
  if (scope.resource === '') return nonResource(method, path);
  const verb = scope.watch ? 'watch' : verbOf(method, scope.name, query);
  const name = manyVerbs.has(verb) ? (scope.name === '' ? selectedName(query) : scope.name) : scope.name;
  return { isResource: true, path, verb, ...head, ...scope, name };
}

/** Verbs that are about many objects: a name comes from their selector. */
export const manyVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);

/** A selection of one name is a request for that object, as far as rights to it go. */
function selectedName(query: URLSearchParams): string {
  return /^metadata\.name==?([^,=!]+)$/.exec(query.get('fieldSelector') ?? '')?.[1] ?? '';
}

function nonResource(method: string, path: string): RequestInfo {
  const none = { prefix: '', group: '', version: '', namespace: '', resource: '', name: '', subresource: '', rest: [] };
  return { isResource: false, path, verb: method.toLowerCase(), ...none };
}

function groupVersionOf(
  segments: readonly string[],
): Pick<RequestInfo, 'prefix' | 'group' | 'version' | 'rest'> | undefined {
  const [prefix = '', first = '', second = ''] = segments;
  if (prefix === 'api' && first !== '') return { prefix, group: '', version: first, rest: segments.slice(2) };
  if (prefix === 'apis' && second !== '') return { prefix, group: first, version: second, rest: segments.slice(3) };
  return undefined;
}

interface Scope extends Pick<RequestInfo, 'namespace' | 'resource' | 'name' | 'subresource' | 'rest'> {
  readonly watch: boolean;
}

function scopeOf(path: readonly string[]): Scope {
  const watch = path[0] === 'watch' && path.length > 1;
  const segments = watch ? path.slice(1) : path;
  const namespace = segments[0] === 'namespaces' ? (segments[1] ?? '') : '';
  const [resource = '', name = '', subresource = '', ...rest] = isInNamespace(segments) ? segments.slice(2) : segments;
  return { watch, namespace, resource, name, subresource, rest };
}

/** `namespaces/NS/status` is about the namespace, `namespaces/NS/pods` about what is in it. */
function isInNamespace([first, , third = '']: readonly string[]): boolean {
  return first === 'namespaces' && third !== '' && !namespaceSubresources.has(third);
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  const verb = verbOfMethod.get(method) ?? method.toLowerCase();
  if (name !== '') return verb;
  if (verb === 'get') return isTrue(query.get('watch')) ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

/** How the API server reads a boolean parameter: present and neither `false` nor `0`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== 'false' && value !== '0';
}
