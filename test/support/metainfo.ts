import { type Bencodable, encodeBencode } from '../../engine/core/bencode/encode.ts';
import { BLOCK } from '../../engine/core/ids.ts';
import { encodeInfo, encodeMetainfo, type NewFile } from '../../engine/core/metainfo/build.ts';

export interface SmallTorrent {
  readonly name?: string;
  readonly pieceLength?: number;
  /** A number: one file of that many bytes. */
  readonly content?: number | readonly NewFile[];
}

/** An info dictionary whose piece count is right and whose hashes are zeros. */
export function smallInfo(torrent: SmallTorrent = {}): Uint8Array<ArrayBuffer> {
  const { name = 'temp', pieceLength = BLOCK, content = 425 } = torrent;
  const length =
    typeof content === 'number' ? content : content.reduce((sum, file) => sum + file.length, 0);
  const pieceHashes = new Uint8Array(Math.ceil(length / pieceLength) * 20);
  return encodeInfo({ name, pieceLength, pieceHashes, content });
}

export const smallMetainfo = (torrent: SmallTorrent = {}): Uint8Array<ArrayBuffer> =>
  encodeMetainfo(smallInfo(torrent), {});

/** A .torrent whose info dictionary is `info` over valid values; undefined takes a key out. */
export function metainfoWith(
  info: Readonly<Record<string, Bencodable | undefined>>,
  top: Readonly<Record<string, Bencodable | undefined>> = {},
): Uint8Array<ArrayBuffer> {
  return encodeBencode({
    ...top,
    info: {
      length: 425,
      name: 'temp',
      'piece length': BLOCK,
      pieces: new Uint8Array(20),
      ...info,
    },
  });
}
