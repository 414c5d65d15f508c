import { describe, expect } from 'vitest';
import { readDelugeState } from '../../engine/core/foreign/deluge.ts';
import { qbittorrentTorrent } from '../../engine/core/foreign/qbittorrent.ts';
import { readDict } from '../../engine/core/foreign/read.ts';
import { transmissionTorrent } from '../../engine/core/foreign/transmission.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { fuzz, latin1 } from './fuzz.ts';

const ID = 'b'.repeat(40) as InfoHash;

describe('what other clients keep, fuzzed', () => {
  fuzz('a pickle is data or a fault', {
    corpus: [
      `\x80\x02cm\nState\nq\x00)\x81q\x01}q\x02X\x08\x00\x00\x00torrents]cm\nT\n)\x81}(X\n\x00\x00\x00torrent_idX(\x00\x00\x00${ID}X\x06\x00\x00\x00paused\x88ubasb.`,
      `(im\nState\np0\n(dp1\nS'torrents'\np2\n(lp3\n(im\nT\np4\n(dp5\nS'torrent_id'\np6\nS'${ID}'\np7\nsVpaused\np8\nI01\nsVa\nF1.5\nsVb\nL5L\nsg6\nNsbasb.`,
      '\x80\x02(K\x05M\x00\x01J\xff\xff\xff\xff\x8a\x02\x00\x80N\x88\x89\x85\x86t.',
    ].map(latin1),
    run(bytes) {
      const state = readDelugeState(bytes, 'torrents.state');
      if (!state.ok) return expect(state.code).toBe('foreign-damaged');
      for (const one of state.value) expect(one.infoHash).toHaveLength(40);
    },
  });

  fuzz('resume data is a torrent or a fault, and never has less than nothing', {
    corpus: [
      'd10:added_timei3e13:file_priorityli0ei4ee6:pausedi1e6:pieces3:abc9:save_path5:/data14:total_uploadedi-1ee',
      'd11:destination5:/data3:dndli1ee8:priorityli-1ee8:progressd6:blocks3:all8:uploadedi7eee',
    ].map(latin1),
    run(bytes) {
      const dict = readDict(bytes, 'x');
      if (!dict.ok) return;
      const torrents = [
        qbittorrentTorrent(dict.value, { infoHash: ID, metainfo: undefined, savedAt: 0 }),
        transmissionTorrent(dict.value, ID, undefined, undefined, 0),
      ];
      for (const { uploaded, downloaded, addedAt, activeMs } of torrents) {
        for (const total of [uploaded, downloaded, addedAt, activeMs])
          expect(total).toBeGreaterThanOrEqual(0);
      }
    },
  });
});
