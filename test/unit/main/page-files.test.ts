import { expect, test } from 'vitest';
import { isOurs } from '../../../main/shell/hardening.ts';
import { fileOf } from '../../../main/shell/page-files.ts';

const ROOT = '/opt/skein/out/renderer';

test('files of the window are found', () => {
  expect(fileOf(ROOT, 'skein://app/index.html')).toBe(`${ROOT}/index.html`);
  expect(fileOf(ROOT, 'skein://app/assets/index-a1.js?x#y')).toBe(`${ROOT}/assets/index-a1.js`);
});

test('a way out of the folder leads nowhere', () => {
  // The URL's own rules resolve the dots, so it stays inside.
  expect(fileOf(ROOT, 'skein://app/%2e%2e/%2e%2e/main/index.js')).toBe(`${ROOT}/main/index.js`);
});

test('nothing else is', () => {
  for (const url of [
    'skein://app/',
    'skein://other/index.html',
    'skein://app/..%2fmain%2findex.js',
    'skein://app/assets/%00.js',
    'skein://app/..%5cmain%5cindex.js',
    'skein://app/%zz.js',
    'skein://app/index.html.map',
    'skein://app/passwd',
    'nonsense',
  ]) {
    expect(fileOf(ROOT, url), url).toBeUndefined();
  }
});

test('only our own origin is ours', () => {
  expect(isOurs('skein://app/index.html', 'skein://app')).toBe(true);
  for (const url of [
    'skein://app.evil/',
    'https://app/',
    'skein://',
    'data:text/html,x',
    '',
    'skein://app@evil/',
  ]) {
    expect(isOurs(url, 'skein://app'), url).toBe(false);
  }
});
