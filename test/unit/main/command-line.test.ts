import { deflateRawSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';
import {
  type CommandLine,
  handoverOf,
  parseCommandLine,
  parseHandover,
} from '../../../main/command-line.ts';

const parse = (...args: string[]) => parseCommandLine(args, '/home/ada');
const magnet = `magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=x`;

describe('the command line', () => {
  test('takes whole magnet links and .torrent paths, in order, each once', () => {
    expect(parse('b.torrent', magnet, '/x/a.TORRENT', 'b.torrent').links).toEqual([
      '/home/ada/b.torrent',
      magnet,
      '/x/a.TORRENT',
    ]);
  });

  test('takes file URLs as desktops write them', () => {
    expect(parse('file:///tmp/with%20space.torrent').links).toEqual(['/tmp/with space.torrent']);
    expect(parse('file://%zz.torrent').links).toEqual([]);
  });

  test('ignores everything that is not wholly a link', () => {
    expect(
      parse('.', '/usr/bin', 'see magnet:?xt=1', 'http://x/a.torrent2', '-x.torrent', '').links,
    ).toEqual([]);
  });

  test('reads the profile and the target, relative to where it was typed', () => {
    expect(parse('--profile', 'p', '--save-to=d', 'a.torrent')).toEqual({
      profile: '/home/ada/p',
      saveTo: '/home/ada/d',
      hidden: false,
      set: [],
      links: ['/home/ada/a.torrent'],
    });
    expect(parse('--hidden').hidden).toBe(true);
    expect(parse('--profile').profile).toBeUndefined();
  });

  test('an option behind a link is not obeyed: the link may come from a web page', () => {
    const line = parse(magnet, '--profile=/evil', '--save-to', '/evil', '--hidden');
    expect(line).toMatchObject({
      profile: undefined,
      saveTo: undefined,
      hidden: false,
      links: [magnet],
    });
    expect(parse('--', '--profile=/evil', 'a.torrent')).toMatchObject({
      profile: undefined,
      links: ['/home/ada/a.torrent'],
    });
  });

  test('a profile that is named like a torrent is no torrent', () => {
    expect(parse('--profile', 'x.torrent').links).toEqual([]);
  });

  test("Chromium's own switches are passed over", () => {
    expect(
      parse('--no-sandbox', '--inspect=0', '-r', '/x/loader.js', '.', 'a.torrent').links,
    ).toEqual(['/home/ada/a.torrent']);
  });
});

describe('what a second start hands over', () => {
  const handed = (links: unknown, saveTo?: unknown): unknown =>
    handoverOf({ links, saveTo } as CommandLine);

  test('arrives as it was, in plain ASCII', () => {
    const handover = handoverOf(parseCommandLine(['--save-to', '/d', '/naïve “ü”.torrent'], '/'));
    expect(JSON.stringify(handover)).toMatch(/^[\x20-\x7e]+$/);
    expect(parseHandover(handover)).toMatchObject({
      links: ['/naïve “ü”.torrent'],
      saveTo: '/d',
      profile: undefined,
    });
    expect(parseHandover(handed([magnet]))).toMatchObject({ links: [magnet] });
  });

  test('is small: it travels beside the whole command line in 32 KiB', () => {
    const links = Array.from(
      { length: 200 },
      (_, index) => `/home/ada/Downloads/naïve ü ${index}.torrent`,
    );
    expect(handoverOf(parse(...links)).line.length).toBeLessThan(4 * 1024);
    const long = `magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=${'東京'.repeat(1400)}`;
    expect(handoverOf(parse(long)).line.length).toBeLessThan(1024);
    expect(parseHandover(handoverOf(parse(long)))?.links).toEqual([long]);
  });

  test('is refused when it grows beyond bounds', () => {
    const line = deflateRawSync(Buffer.alloc(17 * 1024 * 1024, ' ')).toString('base64');
    expect(parseHandover({ line })).toBeUndefined();
  });

  test('is refused or cut down when it is not whole', () => {
    for (const bad of [
      undefined,
      null,
      'x',
      {},
      { line: 5 },
      { line: '%' },
      { line: 'null' },
      { links: ['/a.torrent'] },
      handed('a'),
      handed(new Array(10_001).fill('/a')),
    ]) {
      expect(parseHandover(bad)).toBeUndefined();
    }
    expect(
      parseHandover(handed([1, 'relative.torrent', null, '/ok.torrent'], 'relative')),
    ).toMatchObject({ links: ['/ok.torrent'], saveTo: undefined });
  });
});
