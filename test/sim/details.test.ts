import { describe, expect, it } from 'vitest';
import type { DetailsPart } from '../../engine/api/index.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

describe('the parts of what can be looked at', () => {
  it('come on their own, and again only after a change', async () => {
    const swarm = new Swarm({ content: [MiB, 0, 3 * MiB, 700 * KiB], pieceLength: 256 * KiB });
    const { torrent } = swarm;
    const { infoHash } = torrent.info;
    const seed = await swarm.seed();
    const leecher = await swarm.node();
    await leecher.add(torrent, { priorities: [4, 4, 0, 7] });
    const ask = async <P extends DetailsPart>(part: P, seen?: number) => {
      const answer = await swarm.world.settle(leecher.engine.details(infoHash, part, seen));
      if (!answer.ok) throw new Error(answer.message);
      return answer.value;
    };
    const table = await ask('files');
    expect(table.value?.paths.split('\n')).toEqual(
      torrent.info.files.map((file) => file.path.join('/')),
    );
    expect([...(table.value?.numbers ?? [])]).toEqual([0, 1, 2, 3]);
    expect(await ask('facts')).toMatchObject({ value: { fileCount: 4, pieceLength: 256 * KiB } });
    const empty = await ask('progress');
    expect([...(empty.value?.availability ?? [])]).toEqual([0, 0, 0, 0]);
    expect((await ask('progress', empty.version)).value).toBeUndefined();

    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    expect((await ask('files', table.version)).value).toBeUndefined();
    const { value } = await ask('progress', empty.version);
    expect([...(value?.priorities ?? [])]).toEqual([4, 4, 0, 7]);
    expect(value?.done[0]).toBe(MiB);
    expect(value?.done[2]).toBeLessThan(3 * MiB);
    expect(value?.done[3]).toBe(700 * KiB);
    const pieces = (await ask('pieces')).value;
    expect(pieces?.count).toBe(torrent.info.pieceCount);
    expect((pieces?.have[0] ?? 0) >> 4).toBe(0b1111);
    expect(pieces?.active.every((byte) => byte === 0)).toBe(true);
    await swarm.end();
  });
});
