import { expect, it } from 'vitest';
import type { RecordedMessage } from '../../environment/recorder.ts';
import { newsFilter } from './news-filter.ts';

/** What the filter reads of a message. */
function message(name: string, severity: 'info' | 'error', to = '#ops (slack)'): RecordedMessage {
  const event = { involvedObject: { kind: 'Kustomization', namespace: 'flux-system', name }, severity };
  return { outgoing: { event, preview: { to } } } as unknown as RecordedMessage;
}

it('failures are news, and the first good word after one to whoever heard of it', () => {
  const isNews = newsFilter();
  expect(isNews(message('apps', 'info'))).toBe(false);
  expect(isNews(message('apps', 'error'))).toBe(true);
  expect(isNews(message('apps', 'error'))).toBe(true);
  expect(isNews(message('base', 'info'))).toBe(false);
  expect(isNews(message('apps', 'info', 'all (email)'))).toBe(false);
  expect(isNews(message('apps', 'info'))).toBe(true);
  expect(isNews(message('apps', 'info'))).toBe(false);
});
