import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** What the packages of systems that are not here say to their systems, read where it is written. */
const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const builder = read('electron-builder.yml');
const workflow = read('.github/workflows/release.yml');

describe('the installer of Windows', () => {
  const installer = read('build/installer.nsh');
  const written = [...installer.matchAll(/WriteRegStr SHELL_CONTEXT "([^"]+)" "([^"]*)"/g)];

  test('registers Skein for links and files, and takes neither from anybody', () => {
    const keys = written.map(([, key, name]) => `${key} ${name}`);
    expect(keys).toContain('Software\\Skein\\Capabilities\\URLAssociations magnet');
    expect(keys).toContain('Software\\Skein\\Capabilities\\FileAssociations .torrent');
    expect(keys).toContain('Software\\RegisteredApplications Skein');
    // Whose a link or a file is stands in the class of the scheme, of the extension, and in the user's choice.
    const taken = keys.filter((key) =>
      /^Software\\Classes\\(magnet|\.torrent)( |\\shell)|UserChoice/i.test(key),
    );
    expect(taken).toEqual([]);
  });

  test('takes away again what it wrote', () => {
    const removed = [...installer.matchAll(/DeleteReg(?:Key|Value) SHELL_CONTEXT "([^"]+)"/g)].map(
      ([, key]) => key as string,
    );
    for (const [, key] of written)
      expect(
        removed.some((one) => key?.startsWith(one)),
        key,
      ).toBe(true);
  });
});

test('the entry of Linux has a name without a dash, and opens links and files', () => {
  const { desktopName } = JSON.parse(read('package.json')) as { desktopName: string };
  expect(desktopName).toBe('skein.desktop');
  expect(builder).toContain('syncDesktopName: true');
  expect(builder).toContain('mimeTypes: [x-scheme-handler/magnet, application/x-bittorrent]');
  expect(read('build/linux/net.skein.Skein.metainfo.xml')).toContain(desktopName);
});

test('a release is tested on each system before it is packed, and signed where there are certificates', () => {
  for (const system of ['ubuntu-latest', 'windows-latest', 'macos-latest'])
    expect(workflow).toContain(system);
  const steps = ['.ci/run', 'npm test -- types lint unit e2e', 'npm run package', 'gh release'];
  const places = steps.map((step) => workflow.indexOf(step));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  for (const secret of ['CSC_LINK', 'CSC_KEY_PASSWORD', 'APPLE_ID', 'APPLE_TEAM_ID'])
    expect(workflow).toContain(secret);
  expect(builder).toMatch(/hardenedRuntime: true[\s\S]*notarize: true/);
});
