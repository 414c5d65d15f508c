import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withoutSecrets } from '../../../main/report.ts';
import { updatesItself } from '../../../main/updates/self.ts';
import { isNewer, type Updater, Updates } from '../../../main/updates/updates.ts';
import type { PlainFault, UpdateState } from '../../../preload/contract/index.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('new versions', () => {
  let offered: string | undefined;
  let checks: number;
  let installs: number;
  let wanted: boolean;
  let failure: Error | undefined;
  let states: UpdateState[];
  let faults: PlainFault[];
  let updates: Updates;

  const updater: Updater = {
    check: async () => {
      checks++;
      if (failure !== undefined) throw failure;
      return offered;
    },
    download: async (onProgress) => onProgress(0.5),
    install: () => {
      installs++;
    },
  };
  const make = (one: Updater | undefined): Updates =>
    new Updates({
      updater: one,
      why: 'system',
      version: '1.2.3',
      isWanted: () => wanted,
      now: () => Date.now(),
      onState: (state) => states.push(state),
      onFault: (fault) => faults.push(fault),
    });

  beforeEach(() => {
    vi.useFakeTimers();
    [offered, checks, installs, wanted, failure] = [undefined, 0, 0, true, undefined];
    states = [];
    faults = [];
    updates = make(updater);
  });
  afterEach(() => {
    updates.stop();
    vi.useRealTimers();
  });

  test('are looked for once a day, not at once', async () => {
    updates.start();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(checks).toBe(0);
    await vi.advanceTimersByTimeAsync(3 * DAY + 2_000);
    expect(checks).toBe(4);
    expect(updates.state).toEqual({ phase: 'current' });
  });

  test('are not looked for when the user does not want it, but when asked', async () => {
    wanted = false;
    updates.start();
    await vi.advanceTimersByTimeAsync(2 * DAY);
    expect(checks).toBe(0);
    await updates.check();
    expect(checks).toBe(1);
  });

  test('are fetched, and installed when the user says so', async () => {
    offered = '1.3.0';
    expect(updates.install()).toBe(false);
    await updates.check();
    expect(states.map((state) => state.phase)).toEqual([
      'checking',
      'downloading',
      'downloading',
      'ready',
    ]);
    expect(installs).toBe(0);
    expect(updates.install()).toBe(true);
    expect(installs).toBe(1);
  });

  test('are never older ones', async () => {
    for (const older of ['1.2.3', '1.2.2', '0.9.9', '1.2.3-beta.1']) {
      offered = older;
      await updates.check();
      expect(updates.state, older).toEqual({ phase: 'current' });
    }
  });

  test('that cannot be found say why, and are looked for again', async () => {
    failure = new Error('no network');
    await updates.check();
    expect(updates.state).toMatchObject({ phase: 'failed', fault: { code: 'update-failed' } });
    expect(faults[0]?.message).toContain('no network');
    failure = undefined;
    await updates.check();
    expect(updates.state).toEqual({ phase: 'current' });
  });

  test('are nobody’s business where the system brings them', async () => {
    updates = make(undefined);
    updates.start();
    await updates.check();
    expect(updates.state).toEqual({ phase: 'off', why: 'system' });
    expect(checks).toBe(0);
  });

  test.each([
    ['1.10.0', '1.9.3', true],
    ['1.9.3', '1.10.0', false],
    ['2.0.0', '2.0.0-rc.1', true],
    ['2.0.0-rc.1', '2.0.0', false],
    ['1.2.3', '1.2.3', false],
  ])('%s is newer than %s: %s', (version, than, newer) => {
    expect(isNewer(version, than)).toBe(newer);
  });

  test('replace an AppImage, not what a package manager installed', async () => {
    const resources = await mkdtemp(join(tmpdir(), 'skein-resources-'));
    expect(updatesItself('win32', {}, resources)).toBe(false);
    await writeFile(join(resources, 'app-update.yml'), 'provider: generic\n');
    expect(updatesItself('win32', {}, resources)).toBe(true);
    expect(updatesItself('linux', {}, resources)).toBe(false);
    expect(updatesItself('linux', { APPIMAGE: '/x' }, resources)).toBe(true);
  });
});

describe('a report', () => {
  test.each([
    ['added “My Holiday.mkv” to the list', 'added “…” to the list'],
    ['/home/ada/Films/a b.mkv could not', '<path> b.mkv could not'],
    ['C:\\Users\\ada\\x.torrent is gone', '<path> is gone'],
    ['asked https://tracker.example/announce?passkey=1234', 'asked <link>'],
    ['peer 192.0.2.7:6881 left', 'peer <address>:6881 left'],
    ['peer 2001:db8::1 left', 'peer <address> left'],
    [`torrent ${'ab'.repeat(20)} failed`, 'torrent <hash> failed'],
    ['error disk-full 28 at 10:15:00', 'error disk-full 28 at 10:15:00'],
  ])('of %s says %s', (line, said) => {
    expect(withoutSecrets(line)).toBe(said);
  });
});
