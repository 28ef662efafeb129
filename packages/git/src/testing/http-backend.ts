import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

/** git's own server over HTTP, as CGI: the other side of our client. */
export interface HttpBackend {
  /** `http://127.0.0.1:PORT`; repositories lie at their paths below the root. */
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpBackendOptions {
  /** Answers 401 to requests without this value of `authorization`. */
  readonly authorization?: string;
  /** Hides the client's wish for protocol 2. */
  readonly oldProtocol?: boolean;
}

/** Whether git is on this machine, with its HTTP backend. */
export async function hasHttpBackend(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--exec-path']);
    await promisify(execFile)('test', ['-x', `${stdout.trim()}/git-http-backend`]);
    return true;
  } catch {
    return false;
  }
}

export async function startHttpBackend(root: string, options: HttpBackendOptions = {}): Promise<HttpBackend> {
  const server = createServer((request, response) => {
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    runHttpBackend(root, request, response, options).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Lets git answer one request, for servers that answer others themselves. */
export async function runHttpBackend(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpBackendOptions = {},
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const protocol = options.oldProtocol === true ? '' : (request.headers['git-protocol'] ?? '');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROTOCOL: String(protocol),
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
    },
  });
  request.pipe(child.stdin).on('error', () => undefined);
  let head = Buffer.alloc(0);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (response.headersSent) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) continue;
    writeHead(response, head.toString('latin1', 0, end));
    response.write(head.subarray(end + 4));
  }
  response.end();
}

function writeHead(response: ServerResponse, text: string): void {
  const headers = new Map(text.split('\r\n').map((line): [string, string] => splitHeader(line)));
  const status = Number.parseInt(headers.get('status') ?? '200', 10);
  headers.delete('status');
  response.writeHead(status, Object.fromEntries(headers));
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
