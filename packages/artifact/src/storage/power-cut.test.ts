import { describe, expect, it } from 'vitest';

import { type LostContent, PowerCutError, VolatileDisk } from '../test-support/volatile-disk.ts';
import { openStorage, type Storage, type StoredArtifact } from './storage.ts';

const owner = { kind: 'GitRepository', namespace: 'ns', name: 'one' };

function open(files: VolatileDisk): Storage {
  const fixed = {
    algorithm: 'sha256',
    retentionTtlMs: 0,
    retentionRecords: 1,
    advertisedHost: () => 'x',
    now: () => 1,
  } as const;
  return openStorage({ root: '/', files, ...fixed });
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

/** Stores two artifacts, a third in the place of the second, and collects; `told` is what a status would name. */
async function scenario(storage: Storage, told: StoredArtifact[]): Promise<void> {
  told.push(await storage.put(owner, 'a', chunks('first ', 'artifact')));
  told.push(await storage.put(owner, 'b', chunks('second ', 'artifact')));
  await storage.collect(owner, told.at(-1)?.path);
  told.push(await storage.put(owner, 'c', chunks('third ', 'artifact')));
}

async function callsOfWhole(): Promise<number> {
  const disk = new VolatileDisk();
  await scenario(open(disk), []);
  return disk.calls;
}

const total = await callsOfWhole();
const cuts = Array.from({ length: total + 1 }, (_, call) => call);
const variants = (['gone', 'zeroed', 'half', 'kept'] satisfies LostContent[]).flatMap((content) =>
  (['gone', 'kept'] as const).map((names) => ({ content, names })),
);

describe('after a power cut', () => {
  it.each(cuts)(
    `before call %d of ${String(total)}, what was told is whole, and nothing else passes for it`,
    async (cut) => {
      const disk = new VolatileDisk();
      disk.cutBefore(cut);
      const told: StoredArtifact[] = [];
      await scenario(open(disk), told).catch((error: unknown) => {
        if (!(error instanceof PowerCutError)) throw error;
      });
      for (const { content, names } of variants) {
        const found = open(disk.afterPowerCut(content, names));
        const last = told.at(-1);
        if (last !== undefined)
          expect(await found.verify(last.path, last.digest), `${content} ${names}`).toBe('intact');
        await found.removeStrays();
        const again = await found.put(owner, 'c', chunks('third ', 'artifact'));
        expect(await found.verify(again.path, again.digest)).toBe('intact');
      }
    },
  );
});
