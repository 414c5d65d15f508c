import { describe, expect, it } from 'vitest';
import { cleanUrl, parseUrl, percentEncode } from '../../../engine/core/url.ts';

const ALL = ['http', 'https', 'udp'] as const;

describe('a URL from a torrent', () => {
  it.each([
    ['http://a/announce', 'http://a/announce'],
    [' http://a/x ', 'http://a/x'],
    ['http://a/x#fragment', 'http://a/x'],
    ['http://a/x y', 'http://a/x%20y'],
    ['http://a/x%20y?k=%3d', 'http://a/x%20y?k=%3d'],
    ['http://a/ü|{}', 'http://a/%C3%BC%7C%7B%7D'],
    ['HTTPS://A/x', 'HTTPS://A/x'],
    ['udp://a:80', 'udp://a:80'],
    ['udp://[::1]:80/announce', 'udp://[::1]:80/announce'],
  ])('%j is sent as %j', (text, url) => {
    expect(cleanUrl(text, ALL)).toBe(url);
  });

  it.each([
    '',
    'a',
    '/etc/passwd',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'http:a',
    'http://',
    'http:///x',
    'http://a:0/',
    'http://a:99999/',
    'http://a b/',
    'http://a\\b',
    'http://a/\r\nHost: b',
    'http://a/\0',
    'udp://a',
    'udp://a/announce',
    `http://a/${'x'.repeat(2048)}`,
    `http://a/${'ü'.repeat(500)}`,
  ])('%.40j is not used', (text) => {
    expect(cleanUrl(text, ALL)).toBeUndefined();
  });

  it('is of a scheme that is asked for', () => {
    expect(cleanUrl('udp://a:80', ['http', 'https'])).toBeUndefined();
  });
});

describe('the parts of a URL', () => {
  it.each([
    ['http://A.b/x?y', { scheme: 'http', host: 'a.b', port: 80, target: '/x?y' }],
    ['https://a', { scheme: 'https', host: 'a', port: 443, target: '/' }],
    ['udp://a:6969', { scheme: 'udp', host: 'a', port: 6969, target: '' }],
    ['udp://[2001:DB8::1]:1/p?q', { scheme: 'udp', host: '2001:db8::1', port: 1, target: '/p?q' }],
    ['udp://a', { scheme: 'udp', host: 'a', port: undefined, target: '' }],
  ])('%s', (url, parts) => {
    expect(parseUrl(url)).toEqual(parts);
  });
});

describe('percent-encoding', () => {
  it('leaves only the unreserved characters', () => {
    const bytes = Uint8Array.from('aZ09-._~ +/%\x00\xff', (c) => c.charCodeAt(0));
    expect(percentEncode(bytes)).toBe('aZ09-._~%20%2B%2F%25%00%FF');
  });
});
