import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HIDDEN, LinuxAutostart, NativeAutostart } from '../../../../main/desktop/autostart.ts';
import { desktopEntry, entryValue, execLine } from '../../../../main/desktop/desktop-entry.ts';
import { LinuxLinks } from '../../../../main/desktop/linux-links.ts';
import { NativeLinks } from '../../../../main/desktop/native-links.ts';
import { ProcessGroup } from '../../../support/process-group.ts';
import { requirements } from '../../../support/requirements.ts';

let group = new ProcessGroup();
let home: string;
let env: Record<string, string>;
const command = ['/opt/My Apps/skein', '--profile', '/home/u/Skein "one" 100%'];
const icon = (): Uint8Array => Uint8Array.of(1, 2, 3);

beforeEach(async () => {
  home = await group.tempDir('desktop');
  env = { HOME: home, PATH: process.env['PATH'] ?? '', XDG_DATA_DIRS: join(home, 'system') };
});
afterEach(async () => {
  await group.close();
  group = new ProcessGroup();
});

describe('an Exec line', () => {
  test('quotes what the specification reserves, and lets the rest be', () => {
    expect(execLine(['/usr/bin/skein', '--hidden'], true)).toBe('/usr/bin/skein --hidden %U');
    expect(execLine(['/a b/skein'], false)).toBe('"/a b/skein"');
    expect(execLine(['/a$b`c"d\\e'], false)).toBe('"/a\\\\$b\\\\`c\\\\"d\\\\\\\\e"');
    expect(execLine(['100%'], false)).toBe('100%%');
  });

  test('cannot begin a line of its own', () => {
    expect(execLine(['/x\nHidden=true'], false)).not.toContain('\n');
  });
});

test('a value is read from the main group only', () => {
  const text = '[Desktop Action x]\nExec=other\n[Desktop Entry]\nExec=skein %U\n';
  expect(entryValue(text, 'Exec')).toBe('skein %U');
  expect(entryValue(text, 'Icon')).toBeUndefined();
});

test.skipIf(requirements('desktop-file-validate').missing !== undefined)(
  'the entries are what desktops expect',
  async () => {
    const path = join(home, 'skein.desktop');
    await writeFile(
      path,
      desktopEntry({ command, takesLinks: true, icon: '/i.png', autostart: false }),
    );
    const checked = await group.run('desktop-file-validate', [path]);
    expect(checked).toBe('');
  },
);

describe.skipIf(requirements('xdg-mime').missing !== undefined)('links on Linux', () => {
  const links = (): LinuxLinks => new LinuxLinks({ command, env, icon });

  test('are another program’s until Skein is made the default, for magnet links and files', async () => {
    expect(await links().state()).toEqual({ magnet: 'other', torrent: 'other', change: 'here' });
    const claimed = await links().claim();
    expect(claimed).toMatchObject({ ok: true, value: { magnet: 'skein', torrent: 'skein' } });
    const entry = await readFile(join(home, '.local/share/applications/skein.desktop'), 'utf8');
    expect(entry).toContain('MimeType=x-scheme-handler/magnet;application/x-bittorrent;');
    expect(entry).toContain('%U');
  });

  test('are lost when another program takes them, and that is told', async () => {
    await links().claim();
    const other = join(home, '.local/share/applications/other.desktop');
    await writeFile(other, '[Desktop Entry]\nType=Application\nName=Other\nExec=/bin/true %U\n');
    await writeFile(
      join(home, '.config/mimeapps.list'),
      '[Default Applications]\nx-scheme-handler/magnet=other.desktop\n',
    );
    expect(await links().state()).toMatchObject({ magnet: 'other' });
  });

  test('follow the program that was moved, and nobody else is touched', async () => {
    await links().claim();
    const moved = new LinuxLinks({ command: ['/elsewhere/skein'], env, icon });
    expect(await moved.state()).toMatchObject({ magnet: 'other' });
    expect((await moved.repair()).ok).toBe(true);
    expect(await moved.state()).toMatchObject({ magnet: 'skein' });
  });

  test('are not taken by a repair', async () => {
    expect((await links().repair()).ok).toBe(true);
    expect(await links().state()).toMatchObject({ magnet: 'other' });
  });

  test('use the entry that a package brought', async () => {
    const applications = join(home, 'system', 'applications');
    await mkdir(applications, { recursive: true });
    const entry = desktopEntry({ command, takesLinks: true, icon: 'skein', autostart: false });
    await writeFile(join(applications, 'skein.desktop'), entry);
    expect(await links().claim()).toMatchObject({ ok: true, value: { magnet: 'skein' } });
    await expect(readFile(join(home, '.local/share/applications/skein.desktop'))).rejects.toThrow();
  });

  test('that cannot be taken say which tool failed', async () => {
    const tools = join(home, 'tools');
    await mkdir(tools);
    await writeFile(join(tools, 'xdg-mime'), '#!/bin/sh\necho no such desktop >&2\nexit 3\n');
    await chmod(join(tools, 'xdg-mime'), 0o755);
    env['PATH'] = [tools, env['PATH']].join(delimiter);
    expect(await links().state()).toMatchObject({ magnet: 'unknown', torrent: 'unknown' });
    expect(await links().claim()).toMatchObject({
      ok: false,
      code: 'tool-failed',
      message: 'xdg-mime could not be run: no such desktop.',
    });
  });
});

describe('starting at login', () => {
  const autostart = (): LinuxAutostart => new LinuxAutostart({ command, env });
  const path = (): string => join(home, '.config/autostart/skein.desktop');

  test('is an entry that starts Skein hidden, made and taken away', async () => {
    expect(await autostart().isOn()).toBe(false);
    expect((await autostart().set(true)).ok).toBe(true);
    expect(await autostart().isOn()).toBe(true);
    const exec = entryValue(await readFile(path(), 'utf8'), 'Exec');
    expect(exec).toBe(execLine([...command, HIDDEN], false));
    expect((await autostart().set(false)).ok).toBe(true);
    expect(await autostart().isOn()).toBe(false);
  });

  test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'is off when the desktop turned it off with %s',
    async (line) => {
      await autostart().set(true);
      const entry = (await readFile(path(), 'utf8')).replace(
        'X-GNOME-Autostart-enabled=true',
        line,
      );
      await writeFile(path(), entry);
      expect(await autostart().isOn()).toBe(false);
    },
  );

  test('follows the program that was moved', async () => {
    await new LinuxAutostart({ command: ['/old/skein'], env }).set(true);
    expect(await autostart().isOn()).toBe(true);
    expect(await readFile(path(), 'utf8')).toContain('My Apps');
  });

  test('that cannot be written says so', async () => {
    await writeFile(join(home, '.config'), 'a file in the way');
    expect(await autostart().set(true)).toMatchObject({ ok: false, code: 'file-write' });
  });

  test('goes through the system’s own login items elsewhere', async () => {
    const calls: unknown[] = [];
    const native = new NativeAutostart({
      getLoginItemSettings: () => ({ openAtLogin: true }) as Electron.LoginItemSettings,
      setLoginItemSettings: (settings) => void calls.push(settings),
    });
    expect(await native.isOn()).toBe(true);
    await native.set(false);
    expect(calls).toEqual([{ openAtLogin: false, args: [HIDDEN] }]);
  });
});

describe('links on Windows and macOS', () => {
  const native = (platform: 'darwin' | 'win32', takes = true) => {
    let isDefault = false;
    const calls: string[] = [];
    const app = {
      isDefaultProtocolClient: () => isDefault,
      setAsDefaultProtocolClient: (scheme: string) => {
        calls.push(`take ${scheme}`);
        isDefault = takes;
        return takes;
      },
    };
    const openExternal = async (url: string): Promise<void> => void calls.push(`open ${url}`);
    return { calls, links: new NativeLinks(app, platform, { openExternal }) };
  };

  test('neither can be asked who opens .torrent files: that is shown as unknown', async () => {
    for (const platform of ['darwin', 'win32'] as const)
      expect(await native(platform).links.state()).toMatchObject({
        magnet: 'other',
        torrent: 'unknown',
      });
  });

  test('macOS lets Skein take the scheme, when it is asked to and not before', async () => {
    const { links, calls } = native('darwin');
    await links.repair();
    await links.state();
    expect(calls).toEqual([]);
    expect(await links.claim()).toMatchObject({ ok: true, value: { magnet: 'skein' } });
    expect(calls).toEqual(['take magnet']);
    expect(await native('darwin', false).links.claim()).toMatchObject({ code: 'links-refused' });
  });

  test('Windows shows its own settings, where the user alone chooses', async () => {
    const { links, calls } = native('win32');
    expect(await links.claim()).toMatchObject({ ok: true, value: { change: 'system-settings' } });
    expect(calls).toEqual(['open ms-settings:defaultapps?registeredAppUser=Skein']);
  });
});
