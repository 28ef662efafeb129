import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createBareRepository, runHttpBackend } from '@sluice/git/testing';

/**
 * GitHub's REST API as its reference documents it, and its git over HTTP, for one user and one organisation: as much as a
 * bootstrap asks for, with GitHub's status codes, bodies and headers.
 */
export interface GithubApi {
  /** `http://127.0.0.1:PORT`, for `--hostname`. */
  readonly url: string;
  readonly token: string;
  /** Repositories by `owner/name`. */
  readonly repositories: Map<string, GithubRepository>;
  /** `METHOD path` of every API request. */
  readonly requests: string[];
  /** Answers requests that begin so (`POST /user/repos`) with this instead, until it is called with nothing. */
  fail(request?: string, answer?: Answer): void;
  /** Public keys that may read some repository, as an ssh server asks for them; the same list for good. */
  readonly allowedKeys: string[];
  /** As somebody would on the pages of GitHub: takes all deploy keys of a repository away, or adds others. */
  removeKeys(fullName: string): void;
  addKeys(fullName: string, count: number): void;
  /** Deletes a repository with its deploy keys. */
  delete(fullName: string): Promise<void>;
  /** Makes a repository with these files. */
  create(fullName: string, files?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

export interface GithubRepository {
  private: boolean;
  readonly keys: DeployKey[];
  readonly teams: Map<string, string>;
}

export interface DeployKey {
  readonly id: number;
  readonly title: string;
  readonly key: string;
  readonly read_only: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const user = 'acme';
const organisation = 'acme-corp';
const teams = new Set(['platform']);

export async function startGithubApi(root: string): Promise<GithubApi> {
  const github = new Github(root);
  const server = createServer((request, response) => {
    github.answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(github, {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

interface Call {
  readonly path: readonly string[];
  readonly url: URL;
  readonly body: Record<string, unknown>;
}

type Route = readonly [method: string, pattern: RegExp, answer: (call: Call) => Answer | Promise<Answer>];

class Github {
  readonly token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
  readonly repositories = new Map<string, GithubRepository>();
  readonly requests: string[] = [];
  readonly allowedKeys: string[] = [];
  readonly #root: string;
  #failing: { readonly request: string; readonly answer: Answer } | undefined;
  #nextId = 1;

  constructor(root: string) {
    this.#root = root;
  }

  fail(request?: string, answer?: Answer): void {
    this.#failing = request === undefined || answer === undefined ? undefined : { request, answer };
  }

  removeKeys(fullName: string): void {
    for (const { key } of this.#repository(fullName).keys.splice(0)) this.#disallow(key);
  }

  addKeys(fullName: string, count: number): void {
    const added = Array.from({ length: count }, () => this.#nextId++);
    this.#repository(fullName).keys.push(
      ...added.map((id) => ({ id, title: `key ${String(id)}`, key: `ssh-ed25519 ${String(id)}`, read_only: true })),
    );
  }

  #disallow(key: string): void {
    const index = this.allowedKeys.indexOf(key);
    if (index !== -1) this.allowedKeys.splice(index, 1);
  }

  async delete(fullName: string): Promise<void> {
    this.removeKeys(fullName);
    this.repositories.delete(fullName);
    await rm(join(this.#root, `${fullName}.git`), { recursive: true });
  }

  async create(fullName: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
    await mkdir(join(this.#root, fullName.split('/')[0] ?? ''), { recursive: true });
    await createBareRepository(this.#root, `${fullName}.git`, files);
    this.repositories.set(fullName, { private: true, keys: [], teams: new Map() });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    if (!url.pathname.startsWith('/api/v3/')) return this.#git(request, response);
    const path = url.pathname.slice('/api/v3'.length);
    const asked = `${request.method ?? ''} ${path}`;
    this.requests.push(asked);
    const body = await bodyOf(request);
    const answer = await this.#api(asked, request.headers.authorization, {
      path: path.split('/').slice(1),
      url,
      body,
    });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-github-media-type': 'github.v3; format=json',
      ...answer.headers,
    };
    response.writeHead(answer.status, headers).end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  #git(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, password] = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64')
      .toString()
      .split(':');
    if (password === this.token) return runHttpBackend(this.#root, request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    return Promise.resolve();
  }

  #api(asked: string, authorization: string | undefined, call: Call): Answer | Promise<Answer> {
    if (authorization !== `token ${this.token}`) return problem(401, 'Bad credentials');
    if (this.#failing !== undefined && asked.startsWith(this.#failing.request)) return this.#failing.answer;
    const route = this.#routes.find(([method, pattern]) => new RegExp(`^${method} ${pattern.source}$`).test(asked));
    return route === undefined ? problem(404, 'Not Found') : route[2](call);
  }

  readonly #routes: readonly Route[] = [
    ['GET', /\/user/, () => ({ status: 200, body: { login: user, id: 1, type: 'User' } })],
    ['POST', /\/user\/repos/, ({ body }) => this.#createRepository(user, body)],
    ['POST', /\/orgs\/[^/]+\/repos/, ({ path, body }) => this.#createInOrganisation(path[1] ?? '', body)],
    ['GET', /\/repos\/[^/]+\/[^/]+/, ({ path }) => this.#show(nameOf(path))],
    ['PATCH', /\/repos\/[^/]+\/[^/]+/, ({ path, body }) => this.#update(nameOf(path), body)],
    ['GET', /\/repos\/[^/]+\/[^/]+\/keys/, ({ path, url }) => this.#listKeys(nameOf(path), url)],
    ['POST', /\/repos\/[^/]+\/[^/]+\/keys/, ({ path, body }) => this.#addKey(nameOf(path), body)],
    ['DELETE', /\/repos\/[^/]+\/[^/]+\/keys\/\d+/, ({ path }) => this.#removeKey(nameOf(path), Number(path[4]))],
    ['PUT', /\/orgs\/[^/]+\/teams\/[^/]+\/repos\/[^/]+\/[^/]+/, ({ path, body }) => this.#grant(path, body)],
  ];

  async #createInOrganisation(org: string, body: Call['body']): Promise<Answer> {
    return org === organisation ? this.#createRepository(org, body) : problem(404, 'Not Found');
  }

  async #createRepository(owner: string, body: Call['body']): Promise<Answer> {
    const fullName = `${owner}/${String(body['name'])}`;
    if (this.repositories.has(fullName))
      return invalid('Repository creation failed.', {
        resource: 'Repository',
        field: 'name',
        message: 'name already exists on this account',
      });
    await this.create(fullName);
    this.#repository(fullName).private = body['private'] === true;
    return { ...this.#show(fullName), status: 201 };
  }

  #repository(fullName: string): GithubRepository {
    const found = this.repositories.get(fullName);
    if (found === undefined) throw new Error(`no repository ${fullName}`);
    return found;
  }

  #show(fullName: string): Answer {
    const found = this.repositories.get(fullName);
    if (found === undefined) return problem(404, 'Not Found');
    const [owner = '', name = ''] = fullName.split('/');
    const visibility = found.private ? 'private' : 'public';
    return {
      status: 200,
      body: { id: 1, name, full_name: fullName, owner: { login: owner }, private: found.private, visibility },
    };
  }

  #update(fullName: string, body: Call['body']): Answer {
    if (typeof body['private'] === 'boolean') this.#repository(fullName).private = body['private'];
    return this.#show(fullName);
  }

  #listKeys(fullName: string, url: URL): Answer {
    const { keys } = this.#repository(fullName);
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const last = Math.max(1, Math.ceil(keys.length / size));
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const link = `<${next.href}>; rel="next"`;
    return { status: 200, body: keys.slice((page - 1) * size, page * size), headers: page < last ? { link } : {} };
  }

  #addKey(fullName: string, body: Call['body']): Answer {
    const key = String(body['key']);
    const isTaken = [...this.repositories.values()].some(({ keys }) => keys.some((each) => each.key === key));
    if (isTaken)
      return invalid('Validation Failed', { resource: 'PublicKey', field: 'key', message: 'key is already in use' });
    const added = { id: this.#nextId++, title: String(body['title']), key, read_only: body['read_only'] === true };
    this.#repository(fullName).keys.push(added);
    this.allowedKeys.push(key);
    return { status: 201, body: added };
  }

  #removeKey(fullName: string, id: number): Answer {
    const { keys } = this.#repository(fullName);
    const index = keys.findIndex((each) => each.id === id);
    if (index === -1) return problem(404, 'Not Found');
    for (const { key } of keys.splice(index, 1)) this.#disallow(key);
    return { status: 204 };
  }

  #grant(path: readonly string[], body: Call['body']): Answer {
    const [, org = '', , team = '', , , name = ''] = path;
    if (!teams.has(team)) return problem(404, 'Not Found');
    this.#repository(`${org}/${name}`).teams.set(team, String(body['permission']));
    return { status: 204 };
  }
}

function nameOf(path: readonly string[]): string {
  return `${path[1] ?? ''}/${path[2] ?? ''}`;
}

function problem(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) } };
}

function invalid(message: string, error: Readonly<Record<string, string>>): Answer {
  return {
    status: 422,
    body: {
      message,
      errors: [{ code: 'custom', ...error }],
      documentation_url: 'https://docs.github.com/rest',
      status: '422',
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
}
