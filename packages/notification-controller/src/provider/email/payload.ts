import type { Event } from '../../event/event.ts';
import type { MessageText } from '../message-text.ts';
import { cut, nameOf, oneLine, sortedMetadata, visibleText } from '../text.ts';

/** A mail without its envelope. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const longestMessage = 40_000;
const mostRows = 100;

/** The mail for an event: what happened to which object, then the metadata. */
export function mailContent(event: Event): MailContent {
  const name = nameOf(event.involvedObject);
  const reason = oneLine(event.reason);
  const message = cut(visibleText(event.message), longestMessage);
  const rows: (readonly [string, string])[] = [
    ['object', name],
    ['severity', event.severity],
    ['reason', reason],
    ...sortedMetadata(event.metadata).slice(0, mostRows),
    ['time', event.timestamp ?? ''],
    ['controller', event.reportingController],
  ].flatMap(([key = '', value = '']) => (value === '' ? [] : [[oneLine(key), cut(oneLine(value), 2_000)] as const]));
  return {
    subject: cut(`[${event.severity}] ${name}: ${reason}`, 200),
    text: `${message}\n\n${rows.map(([key, value]) => `${key}: ${value}`).join('\n')}\n`,
    html: htmlOf(message, rows, event.severity === 'error'),
  };
}

/** The mail as a program without HTML shows it. */
export function mailPreview(event: Event): MessageText {
  const { subject, text } = mailContent(event);
  return { title: `Subject: ${subject}`, lines: text.trimEnd().split('\n') };
}

function htmlOf(message: string, rows: readonly (readonly [string, string])[], isError: boolean): string {
  const color = isError ? '#b00020' : '#1b5e20';
  const cells = rows.map(
    ([key, value]) =>
      `<tr><th style="text-align:left;vertical-align:top;padding-right:1em">${escape(key)}</th><td>${escape(value)}</td></tr>`,
  );
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<pre style="white-space:pre-wrap;border-left:4px solid ${color};padding-left:1em">${escape(message)}</pre>`,
    `<table>${cells.join('')}</table></body></html>`,
  ].join('');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
