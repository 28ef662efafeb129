import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Book, type Recorder } from './book.ts';
import { onTestFinished } from 'vitest';

/** Slack's `chat.postMessage`, played on loopback. */
export interface SlackApi extends Recorder {
  /** What a Provider has as address. */
  readonly address: string;
  /** Answers that are given before anything is looked at, first to last: trouble of the service. */
  readonly trouble: { readonly status: number; readonly headers?: Record<string, string> }[];
  /** What Slack would cut, render wrongly or call people for, though it takes it. */
  readonly violations: string[];
}

// https://docs.slack.dev/reference/methods/chat.postMessage and its changelog of 2018-04 (truncated messages).
const longestText = 40_000;
const longestAttachmentText = 8_000;
const mostAttachments = 100;

interface Message {
  readonly channel: string;
  readonly text: string;
  readonly attachments: readonly Record<string, unknown>[];
}

/** Records messages in the form of JSON, and refuses what Slack refuses. Closed with its test. */
export async function playSlackApi(token: string): Promise<SlackApi> {
  const book = new Book();
  const [trouble, violations]: [SlackApi['trouble'], string[]] = [[], []];
  const server = createServer((request, response) => {
    read(request).then(
      (body) => {
        const [failure] = trouble.splice(0, 1);
        if (failure !== undefined) response.writeHead(failure.status, failure.headers ?? {}).end('busy');
        else answer(response, judge(request, body));
      },
      () => response.destroy(),
    );
  });
  const judge = (request: IncomingMessage, body: string): string | undefined => {
    if (request.url !== '/api/chat.postMessage') return 'unknown_method';
    if (request.headers.authorization !== `Bearer ${token}`) return 'invalid_auth';
    const message = messageOf(request, body);
    if (message === undefined) return 'invalid_form_data';
    const refusal = refusalOf(message);
    if (refusal !== undefined) return refusal;
    violations.push(...violationsOf(message));
    book.add(JSON.stringify(message));
    return undefined;
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${String(port)}/api/chat.postMessage`;
  return { ...book.at(port), address, trouble, violations };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Slack answers 200 to everything that it understood, also when it refuses it. */
function answer(response: ServerResponse, error: string | undefined): void {
  const body = error === undefined ? { ok: true, channel: 'C0', ts: '1.2' } : { ok: false, error };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function messageOf(request: IncomingMessage, body: string): Message | undefined {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true) return undefined;
  const form = new URLSearchParams(body);
  try {
    const attachments = JSON.parse(form.get('attachments') ?? '[]') as Message['attachments'];
    return { channel: form.get('channel') ?? '', text: form.get('text') ?? '', attachments };
  } catch {
    return undefined;
  }
}

function refusalOf({ attachments, channel, text }: Message): string | undefined {
  if (channel === '') return 'channel_not_found';
  if (text === '' && attachments.length === 0) return 'no_text';
  if (text.length > longestText) return 'msg_too_long';
  return attachments.length > mostAttachments ? 'too_many_attachments' : undefined;
}

function violationsOf({ attachments, text }: Message): string[] {
  const texts = [text, ...attachments.flatMap((each) => [String(each['text']), String(each['fallback'])])];
  return [
    ...texts.filter((each) => each.length > longestAttachmentText).map(() => 'a text that is cut'),
    ...texts.filter((each) => /<[!@#]/.test(each)).map((each) => `a call: ${each}`),
    ...attachments.filter((each) => !['good', 'danger'].includes(String(each['color']))).map(() => 'no color'),
  ];
}
