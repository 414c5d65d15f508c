import { describe, expect, test } from 'vitest';
import { parseCommandLine, parseHandover } from '../../../main/command-line.ts';

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
  test('is taken when it is whole', () => {
    expect(parseHandover({ links: ['/a.torrent', magnet], saveTo: '/d' })).toMatchObject({
      links: ['/a.torrent', magnet],
      saveTo: '/d',
      profile: undefined,
    });
  });

  test('is refused or cut down when it is not', () => {
    for (const bad of [
      undefined,
      null,
      'x',
      {},
      { links: 'a' },
      { links: new Array(10_001).fill('/a') },
    ]) {
      expect(parseHandover(bad)).toBeUndefined();
    }
    expect(
      parseHandover({ links: [1, 'relative.torrent', null, '/ok.torrent'], saveTo: 'relative' }),
    ).toMatchObject({
      links: ['/ok.torrent'],
      saveTo: undefined,
    });
  });
});
