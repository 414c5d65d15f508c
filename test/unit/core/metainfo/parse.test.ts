import { describe, expect, it } from 'vitest';
import type { Bencodable } from '../../../../engine/core/bencode/encode.ts';
import { toHex } from '../../../../engine/core/bytes/bytes.ts';
import { utf8Encode } from '../../../../engine/core/bytes/text.ts';
import { parseInfo, parseMetainfo } from '../../../../engine/core/metainfo/parse.ts';
import type { Metainfo } from '../../../../engine/core/metainfo/types.ts';
import { cpuTime } from '../../../support/cpu-time.ts';
import { metainfoWith, smallInfo } from '../../../support/metainfo.ts';
import { sha1 } from '../../../support/sha1.ts';

type Keys = Readonly<Record<string, Bencodable | undefined>>;

function parsed(info: Keys, top: Keys = {}): Metainfo {
  const result = parseMetainfo(metainfoWith(info, top), 'x.torrent', sha1);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
function codeOf(info: Keys): string {
  const result = parseMetainfo(metainfoWith(info), 'x.torrent', sha1);
  return result.ok ? 'ok' : result.code;
}
const pieces = (count: number): Uint8Array => new Uint8Array(count * 20);
const file = (length: number, ...path: string[]): { length: number; path: string[] } => ({
  length,
  path,
});
const paths = (meta: Metainfo): string[] => meta.info.files.map((f) => f.path.join('/'));

describe('a single file', () => {
  it('is one file of the torrent’s name', () => {
    const { info } = parsed({ length: 40_000, pieces: pieces(3) });
    expect(info).toMatchObject({ name: 'temp', length: 40_000, pieceCount: 3, multiFile: false });
    expect(info.files).toEqual([
      { path: ['temp'], length: 40_000, offset: 0, pad: false, executable: false },
    ]);
    expect(info.private).toBe(false);
    expect(info.source).toBeUndefined();
  });

  it('has the SHA-1 of its dictionary’s own bytes for its info-hash', () => {
    // Keys out of order: encoding it again would give another hash.
    const raw = utf8Encode(
      `d4:name4:temp6:lengthi425e12:piece lengthi16384e6:pieces20:${'a'.repeat(20)}e`,
    );
    const bytes = utf8Encode(`d4:info${new TextDecoder().decode(raw)}e`);
    const result = parseMetainfo(bytes, 'x.torrent', sha1);
    expect(result.ok && result.value.info.infoHash).toBe(toHex(sha1(raw)));
    expect(result.ok && result.value.info.raw).toEqual(raw);
  });

  it('may be executable and private, and have a source (BEP 27, 47)', () => {
    const { info } = parsed({ attr: 'hx', private: 1, source: 'SRC' });
    expect(info.files[0]?.executable).toBe(true);
    expect(info.private).toBe(true);
    expect(info.source).toBe('SRC');
    expect(parsed({ private: 0 }).info.private).toBe(false);
  });
});

describe('several files', () => {
  it('lie below the torrent’s name, one after the other', () => {
    const { info } = parsed({
      length: undefined,
      files: [file(100, 'a', 'b.txt'), file(0, 'empty'), file(325, 'c')],
    });
    expect(info.multiFile).toBe(true);
    expect(info.files.map((f) => [f.path.join('/'), f.length, f.offset])).toEqual([
      ['temp/a/b.txt', 100, 0],
      ['temp/empty', 0, 100],
      ['temp/c', 325, 100],
    ]);
  });

  it('may be pad files, with or without a path, however often the same (BEP 47)', () => {
    const pad = { attr: 'p', length: 5 };
    const files = [
      file(100, 'a'),
      pad,
      ...Array.from({ length: 60 }, () => ({ ...pad, path: ['x'] })),
    ];
    const meta = parsed({ length: undefined, files });
    expect(meta.info.files.slice(1).every((f) => f.pad)).toBe(true);
    expect(meta.info.length).toBe(100 + 61 * 5);
  });

  it('keep their numbers where one is a link, which is never made or followed (BEP 47)', () => {
    const link = { attr: 'l', length: 99, path: ['l'], 'symlink path': ['..', 'etc', 'passwd'] };
    const meta = parsed({ length: undefined, files: [file(425, 'a'), link, file(1, 'b')] });
    expect(meta.info.files.map((f) => [f.length, f.offset, f.pad])).toEqual([
      [425, 0, false],
      [0, 425, true],
      [1, 425, false],
    ]);
    expect(JSON.stringify(meta.info.files)).not.toContain('passwd');
  });

  it('have the names of their ".utf-8" keys where there are such', () => {
    const latin = Uint8Array.of(0x46, 0xfc);
    const meta = parsed({
      name: latin,
      'name.utf-8': 'Fü',
      length: undefined,
      files: [{ length: 425, path: [latin], 'path.utf-8': ['Füße'] }],
    });
    expect(paths(meta)).toEqual(['Fü/Füße']);
  });

  it('are named with "_" where a byte is not UTF-8', () => {
    expect(parsed({ name: Uint8Array.of(0x61, 0xff, 0x62) }).info.name).toBe('a_b');
  });
});

describe('paths that must not be', () => {
  it.each<[string, string[], string]>([
    ['a way up', ['..', '..', 'x'], 'temp/x'],
    ['a separator', ['a/../../x'], 'temp/a_.._.._x'],
    ['an absolute path', ['/etc', 'passwd'], 'temp/_etc/passwd'],
    ['a drive', ['C:', 'x'], 'temp/C_/x'],
    ['a share', ['\\\\server\\x'], 'temp/__server_x'],
    ['a device', ['aux.txt'], 'temp/_aux.txt'],
    ['an override', ['\u202etxt.exe'], 'temp/txt.exe'],
    ['nothing', ['', ''], 'temp/_/_'],
  ])('are made safe: %s', (_what, path, safe) => {
    expect(paths(parsed({ length: undefined, files: [file(425, ...path)] }))).toEqual([safe]);
  });

  it('are made safe in the torrent’s name too', () => {
    expect(parsed({ name: '../../etc' }).info.files[0]?.path).toEqual(['.._.._etc']);
    expect(parsed({ name: 'C:\\x' }).info.name).toBe('C__x');
  });

  it('follow the rules of the disk they go to', () => {
    const bytes = metainfoWith({ name: 'a?b' });
    const posix = parseMetainfo(bytes, 'x.torrent', sha1, 'posix');
    const windows = parseMetainfo(bytes, 'x.torrent', sha1, 'windows');
    expect(posix.ok && posix.value.info.name).toBe('a?b');
    expect(windows.ok && windows.value.info.name).toBe('a_b');
  });
});

describe('a wrong info dictionary', () => {
  it.each<[string, Keys, string]>([
    ['no name', { name: undefined }, 'metainfo-name'],
    ['a name that is a number', { name: 5 }, 'metainfo-name'],
    ['a name of nothing visible', { name: '\0\u200b' }, 'metainfo-name'],
    ['a name that is a dot', { name: '.' }, 'metainfo-name'],
    ['no piece length', { 'piece length': undefined }, 'metainfo-piece-length'],
    ['piece length 0', { 'piece length': 0 }, 'metainfo-piece-length'],
    ['a negative piece length', { 'piece length': -16384 }, 'metainfo-piece-length'],
    ['an odd piece length', { 'piece length': 16385 }, 'metainfo-piece-length'],
    ['a huge piece length', { 'piece length': 2 ** 29 }, 'metainfo-piece-length'],
    ['no pieces', { pieces: undefined }, 'metainfo-pieces'],
    ['too few pieces', { length: 20_000 }, 'metainfo-pieces'],
    ['too many pieces', { pieces: pieces(2) }, 'metainfo-pieces'],
    ['a hash that is cut', { pieces: new Uint8Array(19) }, 'metainfo-pieces'],
    ['pieces that are a list', { pieces: [] }, 'metainfo-pieces'],
    ['no files', { length: undefined }, 'metainfo-files'],
    ['an empty list of files', { length: undefined, files: [] }, 'metainfo-files'],
    ['a file that is a number', { files: [1] }, 'metainfo-files'],
    ['no bytes', { length: 0, pieces: pieces(0) }, 'metainfo-empty'],
    ['only empty files', { files: [file(0, 'a')], pieces: pieces(0) }, 'metainfo-empty'],
    ['a negative length', { length: -1 }, 'metainfo-length'],
    ['a length that is text', { length: '1' }, 'metainfo-length'],
    ['a file without length', { files: [{ path: ['a'] }] }, 'metainfo-length'],
    ['lengths beyond 2^53', { files: [file(2 ** 53 - 1, 'a'), file(1, 'b')] }, 'metainfo-length'],
    ['a file without path', { files: [{ length: 1 }] }, 'metainfo-path'],
    ['an empty path', { files: [file(1)] }, 'metainfo-path'],
    ['a path of numbers', { files: [{ length: 1, path: [1] }] }, 'metainfo-path'],
    [
      'one path too often',
      { files: Array.from({ length: 51 }, () => file(1, 'a')) },
      'metainfo-path',
    ],
  ])('%s', (_what, info, code) => {
    expect(codeOf(info)).toBe(code);
  });

  it('says in one sentence which file and why', () => {
    const result = parseMetainfo(metainfoWith({ length: 20_000 }), 'My file.torrent', sha1);
    expect(result).toMatchObject({
      ok: false,
      subject: 'My file.torrent',
      message:
        'My file.torrent is not a usable torrent file: its content needs 2 piece hashes of 20 bytes, but it has 20 bytes of them.',
      facts: { expected: 2, bytes: 20 },
    });
  });
});

describe('piece lengths', () => {
  it.each([16 * 1024, 48 * 1024, 256 * 1024, 16 * 2 ** 20, 0x7fff * 0x4000])(
    'may be %i',
    (size) => {
      expect(codeOf({ 'piece length': size })).toBe('ok');
    },
  );
});

describe('what is no torrent file', () => {
  const codeOfBytes = (bytes: Uint8Array): string => {
    const result = parseMetainfo(bytes, 'x.torrent', sha1);
    return result.ok ? 'ok' : result.code;
  };

  it('is a fault, whatever it is', () => {
    expect(codeOfBytes(new Uint8Array(0))).toBe('metainfo-damaged');
    expect(codeOfBytes(utf8Encode('<!doctype html>'))).toBe('metainfo-damaged');
    expect(codeOfBytes(utf8Encode('le'))).toBe('metainfo-damaged');
    expect(codeOfBytes(utf8Encode('de'))).toBe('metainfo-no-info');
    expect(codeOfBytes(utf8Encode('d4:infoi1ee'))).toBe('metainfo-no-info');
    expect(codeOfBytes(metainfoWith({}).subarray(0, -1))).toBe('metainfo-damaged');
    expect(codeOfBytes(new Uint8Array(10 * 1024 * 1024 + 1))).toBe('metainfo-too-large');
  });

  it('may end with a line break, and with nothing else', () => {
    const bytes = metainfoWith({});
    const and = (text: string): string =>
      codeOfBytes(Uint8Array.from([...bytes, ...utf8Encode(text)]));
    expect(and('\n')).toBe('ok');
    expect(and('\r\n')).toBe('ok');
    expect(and('x')).toBe('metainfo-damaged');
    expect(and('\n\n\n')).toBe('metainfo-damaged');
  });
});

describe('v2 torrents (BEP 52)', () => {
  const leaf = { '': { length: 425, 'pieces root': new Uint8Array(32) } };

  it('are not supported yet, and the message says so', () => {
    const bytes = metainfoWith({
      length: undefined,
      pieces: undefined,
      'meta version': 2,
      'file tree': { temp: leaf },
    });
    expect(parseMetainfo(bytes, 'v2.torrent', sha1)).toMatchObject({
      code: 'metainfo-v2-only',
      message: expect.stringMatching(/^v2\.torrent .*not supported yet/),
    });
  });

  it('load by their v1 part where they have one', () => {
    expect(codeOf({ 'meta version': 2, 'file tree': { temp: leaf } })).toBe('ok');
    const pad = { attr: 'p', length: 15_959, path: ['.pad', '15959'] };
    expect(
      codeOf({
        length: undefined,
        files: [file(425, 'a', 'x'), pad, file(1, 'b')],
        pieces: pieces(2),
        'meta version': 2,
        'file tree': { a: { x: leaf }, b: { '': { length: 1 } } },
      }),
    ).toBe('ok');
  });

  it.each<[string, Keys]>([
    ['another name', { other: leaf }],
    ['another length', { temp: { '': { length: 426 } } }],
    ['another file besides', { temp: leaf, uemp: leaf }],
    ['no file', {}],
    ['a folder', { temp: { temp: leaf } }],
    ['something that is no file', { temp: { length: 425 } }],
  ])('are refused where the v2 part has %s', (_what, tree) => {
    expect(codeOf({ 'meta version': 2, 'file tree': tree })).toBe('metainfo-inconsistent');
  });
});

describe('what surrounds the info dictionary', () => {
  it('may have tiers of trackers: only http, https and udp, each once (BEP 12)', () => {
    const list = [
      ['http://a/announce', 'udp://b:80', 'wss://c/announce', 'http://a/announce'],
      ['file:///etc/passwd', 'javascript:alert(1)', 'udp://no-port'],
      [' https://d:8443/x?k=1 '],
      'udp://[2001:db8::1]:6969/announce',
    ];
    expect(parsed({}, { announce: 'http://z/announce', 'announce-list': list }).trackers).toEqual([
      ['http://a/announce', 'udp://b:80'],
      ['https://d:8443/x?k=1'],
      ['udp://[2001:db8::1]:6969/announce'],
    ]);
  });

  it('may have one tracker, or none', () => {
    expect(parsed({}, { announce: 'http://z/announce' }).trackers).toEqual([['http://z/announce']]);
    const empty = { announce: 'http://z/announce', 'announce-list': [[''], []] };
    expect(parsed({}, empty).trackers).toEqual([['http://z/announce']]);
    expect(parsed({}).trackers).toEqual([]);
    expect(parsed({}, { announce: 5 }).trackers).toEqual([]);
  });

  it('never has more trackers than can be asked', () => {
    const list = Array.from({ length: 2000 }, (_, i) => [`http://t${i}/announce`]);
    expect(parsed({}, { 'announce-list': list }).trackers.length).toBe(500);
  });

  it('may have web seeds: one or a list, each once (BEP 19)', () => {
    expect(parsed({}, { 'url-list': 'http://a/b c' }).webSeeds).toEqual(['http://a/b%20c']);
    const list = ['http://a/', 'http://a/', '', 'ftp://b/', 5, 'https://c/ü'];
    expect(parsed({}, { 'url-list': list }).webSeeds).toEqual(['http://a/', 'https://c/%C3%BC']);
    expect(parsed({}, { 'url-list': 5 }).webSeeds).toEqual([]);
  });

  it('may have DHT nodes (BEP 5)', () => {
    const nodes = [
      ['1.2.3.4', 5],
      ['Node.example', 6],
      ['::1', 7],
      ['bad host', 8],
      ['a', 0],
      5,
      [],
    ];
    expect(parsed({}, { nodes }).nodes).toEqual([
      { host: '1.2.3.4', port: 5 },
      { host: 'node.example', port: 6 },
      { host: '::1', port: 7 },
    ]);
  });

  it('may have words about itself, and wrong ones are left out', () => {
    const words = { comment: 'Hi', 'created by': 'me', 'creation date': 1_600_000_000 };
    expect(parsed({}, words)).toMatchObject({
      comment: 'Hi',
      createdBy: 'me',
      creationDate: 1_600_000_000,
    });
    const wrong = { comment: 5, 'created by': [], 'creation date': -1 };
    expect(parsed({}, wrong)).toMatchObject({
      comment: undefined,
      createdBy: undefined,
      creationDate: undefined,
    });
  });
});

describe('metadata from peers (BEP 9)', () => {
  it('is an info dictionary alone', () => {
    const raw = smallInfo();
    const result = parseInfo(raw, 'a magnet', sha1);
    expect(result.ok && result.value.infoHash).toBe(toHex(sha1(raw)));
  });

  it('is refused with bytes after it, and the message names the torrent', () => {
    const result = parseInfo(Uint8Array.from([...smallInfo(), 10]), 'a magnet', sha1);
    expect(result).toMatchObject({
      code: 'metainfo-damaged',
      message: expect.stringContaining('The metadata of a magnet is not usable'),
    });
  });
});

describe('large torrents', () => {
  it('are read in well under a second', () => {
    const files = Array.from({ length: 100_000 }, (_, i) =>
      file(1, `d${i % 100}`, `file ${i}.txt`),
    );
    const bytes = metainfoWith({ length: undefined, files, pieces: pieces(7) });
    const taken = cpuTime(3, () => {
      const result = parseMetainfo(bytes, 'large.torrent', sha1);
      expect(result.ok && result.value.info.files.length).toBe(100_000);
    });
    expect(taken).toBeLessThan(1500);
  });
});
