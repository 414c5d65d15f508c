import type { FileTable, InfoHash, Offer } from '../../preload/contract/index.ts';

const GiB = 1024 ** 3;

const offeredFiles: FileTable = {
  paths: [
    'Tears of Steel (2012) 4K/tears_of_steel_2160p.mkv',
    'Tears of Steel (2012) 4K/subtitles/english.srt',
    'Tears of Steel (2012) 4K/subtitles/deutsch.srt',
    'Tears of Steel (2012) 4K/poster.jpg',
  ].join('\n'),
  lengths: Float64Array.of(6.1 * GiB, 41_000, 43_200, 2_310_000),
  numbers: Uint32Array.of(0, 1, 2, 3),
};
const noFiles: FileTable = {
  paths: '',
  lengths: new Float64Array(0),
  numbers: new Uint32Array(0),
};

/** What was opened and is to be decided on; of a link the files are not known yet. */
export function makeOffers(count: number, isLink = false): Offer[] {
  return Array.from({ length: count }, (_, index) => ({
    offer: `offer-${index + 1}`,
    source: 'tears-of-steel.torrent',
    preview: {
      id: `${index}`.repeat(40).slice(0, 40) as InfoHash,
      name: index === 0 ? 'Tears of Steel (2012) 4K' : `Sintel (2010) disc ${index}`,
      size: 6.1 * GiB + 2_394_200,
      private: index === 1,
      comment: '',
      present: false,
      newTrackers: [],
      files: index === 0 && isLink ? noFiles : offeredFiles,
    },
  }));
}
