import { expect, it, vi } from 'vitest';
import { configMap, gitRepository, isReadyAt, kustomization, kustomizationRef, openStory } from './support/story.ts';

const manager = { fieldManager: 'test' };
const often = { spec: { interval: '100ms' } };

it('nothing is sent by runs that find nothing to do', async () => {
  const story = await openStory({ 'apps/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') });
  const { client, sandbox } = story.environment;
  const looks = vi.spyOn(story.repository, 'refs');
  await client.apply(kustomization('apps', { interval: '100ms', wait: true }), manager);
  await client.patch(gitRepository, often, { type: 'merge', fieldManager: 'test' });
  await story.until(kustomizationRef('apps'), isReadyAt());
  await story.until(gitRepository, isReadyAt());
  // The last that the first run sends.
  await vi.waitUntil(() => sandbox.audit.some(({ verb, resource }) => verb === 'create' && resource === 'events'), {
    timeout: 10_000,
  });
  await vi.waitUntil(() => looks.mock.calls.length > 3, { timeout: 10_000 });
  const [mark, before] = [sandbox.audit.length, looks.mock.calls.length];
  // Both have one interval: while the source looked ten times, the Kustomization ran about as often.
  await vi.waitUntil(() => looks.mock.calls.length >= before + 10, { timeout: 10_000 });
  const requests = sandbox.audit.slice(mark).filter(({ userAgent }) => userAgent.includes('-controller'));
  expect(requests.map(({ verb, resource, dryRun }) => ({ verb, resource, dryRun }))).toEqual([]);
});
