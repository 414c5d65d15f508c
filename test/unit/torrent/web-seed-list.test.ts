import { expect, it } from 'vitest';
import { parseMagnet } from '../../../engine/core/magnet.ts';
import type { Metainfo } from '../../../engine/core/metainfo/types.ts';
import { webSeedsOf } from '../../../engine/torrent/web-seed-list.ts';

const metainfo = {
  webSeeds: ['http://a/', 'http://b/'],
  httpSeeds: ['http://a/seed.php'],
} as unknown as Metainfo;

it('a torrent brings its url-list, its httpseeds and the ws of its link, each once and not trusted', () => {
  const parsed = parseMagnet(
    `magnet:?xt=urn:btih:${'a'.repeat(40)}&ws=http%3A%2F%2Fb%2F&ws=https%3A%2F%2Fc%2Fx&ws=ftp%3A%2F%2Fd%2F`,
  );
  if (!parsed.ok) throw new Error(parsed.message);
  expect(webSeedsOf({ options: {}, metainfo, magnet: parsed.value })).toEqual([
    { url: 'http://a/', kind: 'files', trusted: false },
    { url: 'http://b/', kind: 'files', trusted: false },
    { url: 'https://c/x', kind: 'files', trusted: false },
    { url: 'http://a/seed.php', kind: 'pieces', trusted: false },
  ]);
});

it('what the user set counts instead, and only what the user named is trusted', () => {
  const webSeeds = [
    { url: 'http://b/', kind: 'files' },
    { url: 'http://mine/?key=1', kind: 'files' },
  ] as const;
  expect(webSeedsOf({ options: { webSeeds }, metainfo, magnet: undefined })).toEqual([
    { url: 'http://b/', kind: 'files', trusted: false },
    { url: 'http://mine/?key=1', kind: 'files', trusted: true },
  ]);
  expect(webSeedsOf({ options: { webSeeds: [] }, metainfo, magnet: undefined })).toEqual([]);
});
