import { describe, expect, it } from 'vitest';
import { at, textAt } from '../api-object.ts';
import { ManualClock } from '../manual-clock.ts';
import { configMap, openCluster } from '../test-support/cluster.ts';

const maps = '/api/v1/namespaces/default/configmaps';

describe('a watch', () => {
  it('resumes from a version and goes on', async () => {
    await using cluster = await openCluster({ workloads: false });
    const first = await cluster.call('POST', maps, { body: configMap('one') });
    await cluster.call('POST', maps, { body: configMap('two') });
    const watch = await cluster.watch(
      `${maps}?watch=1&resourceVersion=${textAt(first.body, 'metadata', 'resourceVersion') ?? ''}`,
    );
    expect(at(await watch.next(), 'object', 'metadata', 'name')).toBe('two');
    await cluster.call('DELETE', `${maps}/one`);
    expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'one' } } });
    watch.stop();
  });

  it('starts with what is there, and marks the end of it', async () => {
    await using cluster = await openCluster({ workloads: false });
    await cluster.call('POST', maps, { body: configMap('one') });
    const watch = await cluster.watch(
      `${maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'one' } } });
    const end = await watch.next();
    expect(end).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    watch.stop();
  });

  it('shows what begins and ceases to match its selector', async () => {
    await using cluster = await openCluster({ workloads: false });
    const watch = await cluster.watch(`${maps}?watch=1&labelSelector=a%3Db`);
    await cluster.call('POST', maps, { body: configMap('one') });
    const label = (value: string | null): Promise<unknown> =>
      cluster.call('PATCH', `${maps}/one`, {
        body: { metadata: { labels: { a: value } } },
        type: 'application/merge-patch+json',
      });
    await label('b');
    expect(await watch.next()).toMatchObject({ type: 'ADDED' });
    await label(null);
    expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { a: 'b' } } } });
    watch.stop();
  });

  it('is told 410 when its version is forgotten', async () => {
    await using cluster = await openCluster({ workloads: false, historyLimit: 3 });
    const first = await cluster.call('POST', maps, { body: configMap('one') });
    for (const name of ['a', 'b', 'c', 'd']) await cluster.call('POST', maps, { body: configMap(name) });
    const version = textAt(first.body, 'metadata', 'resourceVersion') ?? '';
    const late = await cluster.call('GET', `${maps}?watch=1&resourceVersion=${version}`);
    expect([late.status, late.body['reason']]).toEqual([410, 'Expired']);
    expect((await cluster.call('GET', `${maps}?resourceVersionMatch=Exact&resourceVersion=${version}`)).status).toBe(
      410,
    );
  });

  it('brings bookmarks every minute and ends at its time-out', async () => {
    const clock = new ManualClock();
    await using cluster = await openCluster({ workloads: false, clock });
    const watch = await cluster.watch(`${maps}?watch=1&allowWatchBookmarks=true&timeoutSeconds=90`);
    clock.advance(60_000);
    expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
    clock.advance(30_000);
    await watch.ended;
  });

  it('can be dropped, or made to stall', async () => {
    await using cluster = await openCluster({ workloads: false });
    const dropped = await cluster.watch(`${maps}?watch=1`);
    cluster.sandbox.dropWatches();
    await dropped.ended;
    cluster.sandbox.faults.add({ match: { verb: 'watch' }, times: 1, stall: true });
    const stalled = await cluster.watch(`${maps}?watch=1`);
    const lively = await cluster.watch(`${maps}?watch=1`);
    await cluster.call('POST', maps, { body: configMap('one') });
    expect(await lively.next()).toMatchObject({ type: 'ADDED' });
    expect(stalled.pending).toBe(0);
    stalled.stop();
    lively.stop();
  });
});
