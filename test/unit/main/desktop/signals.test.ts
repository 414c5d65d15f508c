import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineSummary, InfoHash } from '../../../../engine/api/index.ts';
import { onBatteryOfBusctl } from '../../../../main/desktop/battery.ts';
import { Holds } from '../../../../main/desktop/holds.ts';
import { commandFor } from '../../../../main/desktop/machine.ts';
import { meteredOfBusctl, meteredOfWindows } from '../../../../main/desktop/metered.ts';
import { COUNTDOWN_SECONDS, WhenDone } from '../../../../main/desktop/when-done.ts';
import { Pulse } from '../../../../main/pulse.ts';
import { Awake, shouldStayAwake } from '../../../../main/shell/awake.ts';
import { Notices, type SystemNotice } from '../../../../main/shell/notices.ts';
import { progressOf } from '../../../../main/shell/taskbar-progress.ts';
import { textsFor } from '../../../../main/shell/texts.ts';
import { trayLook } from '../../../../main/shell/tray-look.ts';
import { makeFormat } from '../../../../preload/contract/format.ts';

const nothing: EngineSummary = {
  downRate: 0,
  upRate: 0,
  downloading: 0,
  seeding: 0,
  failed: 0,
  size: 0,
  done: 0,
  slowMode: false,
};
const summary = (change: Partial<EngineSummary>): EngineSummary => ({ ...nothing, ...change });
const idOf = (letter: string): InfoHash => letter.repeat(40) as InfoHash;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the tray icon', () => {
  const format = makeFormat('en', 'binary');

  test('says whether something moves, and that something needs the user before that', () => {
    expect(trayLook(undefined, format).state).toBe('idle');
    expect(trayLook(summary({ seeding: 3, upRate: 200 }), format).state).toBe('idle');
    expect(trayLook(summary({ upRate: 50_000 }), format).state).toBe('active');
    expect(trayLook(summary({ failed: 1, upRate: 50_000 }), format).state).toBe('error');
  });

  test('tells the speeds', () => {
    const { tooltip } = trayLook(summary({ downRate: 2 * 1024 * 1024, upRate: 1024 }), format);
    expect(tooltip).toBe(`Skein\n↓ ${format.rate(2 * 1024 * 1024)}   ↑ ${format.rate(1024)}`);
  });
});

test('the task bar shows the downloads as one, and nothing when there are none', () => {
  expect(progressOf(summary({ seeding: 1 }))).toBeUndefined();
  expect(progressOf(summary({ downloading: 1 }))).toBeUndefined();
  expect(progressOf(summary({ downloading: 2, size: 400, done: 100 }))).toBe(0.25);
});

describe('notifications', () => {
  let shown: SystemNotice[];
  let watched: boolean;
  let wanted: boolean;
  let notices: Notices;

  beforeEach(() => {
    shown = [];
    watched = false;
    wanted = true;
    notices = new Notices({
      texts: () => textsFor('en', 'en'),
      show: (notice) => shown.push(notice),
      isWatched: () => watched,
      isWanted: () => wanted,
    });
  });

  test('of one download lead to it', () => {
    notices.finished(idOf('a'), 'Sintel');
    vi.runAllTimers();
    expect(shown).toEqual([{ title: 'Download finished', body: 'Sintel', id: idOf('a') }]);
  });

  test('of many that finish together are one', () => {
    for (const name of ['one', 'two', 'three', 'four', 'five']) notices.finished(idOf('a'), name);
    vi.runAllTimers();
    expect(shown).toEqual([
      { title: '5 downloads finished', body: 'one\ntwo\nthree\nand 2 more', id: undefined },
    ]);
  });

  test('keep problems apart from good news', () => {
    notices.finished(idOf('a'), 'Sintel');
    notices.problem(idOf('b'), 'The disk is full.');
    vi.runAllTimers();
    expect(shown.map((notice) => notice.title)).toEqual(['Download finished', 'Skein needs you']);
  });

  test('are silent when nobody wants them, or the window is looked at', () => {
    watched = true;
    notices.finished(idOf('a'), 'Sintel');
    watched = false;
    wanted = false;
    notices.finished(idOf('a'), 'Sintel');
    vi.runAllTimers();
    expect(shown).toEqual([]);
  });
});

describe('the computer', () => {
  test.each([
    ['never', { downloading: 1 }, false],
    ['downloading', { downloading: 1 }, true],
    ['downloading', { seeding: 1 }, false],
    ['always', { seeding: 1 }, true],
    ['always', {}, false],
  ] as const)('stays awake: %s with %o: %s', (setting, change, awake) => {
    expect(shouldStayAwake(setting, summary(change))).toBe(awake);
  });

  test('is asked once to stay awake, and let go once', () => {
    const calls: string[] = [];
    const awake = new Awake({
      start: () => calls.push('start'),
      stop: () => void calls.push('stop'),
    });
    awake.set(true);
    awake.set(true);
    awake.set(false);
    awake.set(false);
    expect(calls).toEqual(['start', 'stop']);
  });

  test('is told in its own words', () => {
    expect(commandFor('sleep', 'linux')).toEqual(['systemctl', 'suspend']);
    expect(commandFor('shutdown', 'win32')[0]).toBe('shutdown.exe');
    expect(commandFor('sleep', 'darwin')).toEqual(['pmset', 'sleepnow']);
  });
});

describe('transfers rest', () => {
  const off = { pauseOnBattery: false, pauseOnMetered: false };
  let held: (string | undefined)[];
  let settings: typeof off;
  let onBattery: boolean;
  let metered: boolean;
  let asked: number;
  let holds: Holds;

  beforeEach(() => {
    held = [];
    settings = { ...off };
    onBattery = false;
    metered = false;
    asked = 0;
    holds = new Holds({
      settings: () => settings,
      isOnBattery: async () => {
        asked++;
        return onBattery;
      },
      isMetered: async () => {
        asked++;
        return metered;
      },
      hold: (reason) => held.push(reason),
    });
  });
  afterEach(() => holds.close());

  test('on battery when the user wants it, and go on at the mains', async () => {
    onBattery = true;
    await holds.look();
    expect(held).toEqual([]);
    settings.pauseOnBattery = true;
    await holds.look();
    onBattery = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(held).toEqual(['battery', undefined]);
  });

  test('not by an answer that came late, nor by one after the end', async () => {
    const answers: ((value: boolean) => void)[] = [];
    const slow = new Holds({
      settings: () => ({ pauseOnBattery: true, pauseOnMetered: false }),
      isOnBattery: () => new Promise((resolve) => answers.push(resolve)),
      isMetered: async () => false,
      hold: (reason) => held.push(reason),
    });
    const looks = [slow.look(), slow.look()];
    answers[1]?.(false);
    answers[0]?.(true);
    await Promise.all(looks);
    const last = slow.look();
    slow.close();
    answers[2]?.(true);
    await last;
    expect(held).toEqual([]);
  });

  test('on metered networks when the user wants it; the system is not asked otherwise', async () => {
    metered = true;
    await holds.look();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked).toBe(0);
    settings.pauseOnMetered = true;
    await holds.look();
    metered = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(held).toEqual(['metered', undefined]);
  });

  test('also in an engine that was started again', async () => {
    settings.pauseOnBattery = true;
    onBattery = true;
    await holds.look();
    holds.engineStarted();
    expect(held).toEqual(['battery', 'battery']);
  });

  test('by what the systems say of their plugs and networks', () => {
    expect(onBatteryOfBusctl('b true')).toBe(true);
    expect(onBatteryOfBusctl('b false')).toBe(false);
    expect(onBatteryOfBusctl('')).toBe(false);
    expect(meteredOfBusctl('u 1')).toBe(true);
    expect(meteredOfBusctl('u 3')).toBe(true);
    expect(meteredOfBusctl('u 4')).toBe(false);
    expect(meteredOfBusctl('')).toBe(false);
    expect(meteredOfWindows('Variable')).toBe(true);
    expect(meteredOfWindows('Unrestricted')).toBe(false);
  });
});

describe('when all is done', () => {
  let done: string[];
  let counts: (number | undefined)[];
  let whenDone: WhenDone;

  beforeEach(() => {
    done = [];
    counts = [];
    whenDone = new WhenDone({
      perform: (action) => done.push(action),
      onCountdown: (countdown) => counts.push(countdown?.seconds),
      onSpent: () => done.push('spent'),
    });
  });

  test('the wish is fulfilled after a minute, and used up', () => {
    whenDone.set('shutdown');
    whenDone.heard(summary({ downloading: 1 }));
    whenDone.heard(nothing);
    expect(counts).toEqual([COUNTDOWN_SECONDS]);
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 1000);
    expect(done).toEqual(['spent', 'shutdown']);
    whenDone.heard(summary({ downloading: 1 }));
    whenDone.heard(nothing);
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 1000);
    expect(done).toHaveLength(2);
  });

  test('nothing happens where nothing was under way', () => {
    whenDone.set('quit');
    whenDone.heard(nothing);
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 2000);
    expect(done).toEqual([]);
  });

  test('the user can say no', () => {
    whenDone.set('quit');
    whenDone.heard(summary({ downloading: 1 }));
    whenDone.heard(nothing);
    vi.advanceTimersByTime(10_000);
    whenDone.cancel();
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 1000);
    expect(done).toEqual(['spent']);
    expect(counts.at(-1)).toBeUndefined();
  });

  test('a new download puts it off', () => {
    whenDone.set('quit');
    whenDone.heard(summary({ downloading: 1 }));
    whenDone.heard(nothing);
    whenDone.heard(summary({ downloading: 1 }));
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 2000);
    expect(done).toEqual([]);
    whenDone.heard(nothing);
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 1000);
    expect(done).toEqual(['spent', 'quit']);
  });

  test('what failed waits for the user', () => {
    whenDone.set('quit');
    whenDone.heard(summary({ downloading: 1 }));
    whenDone.heard(summary({ failed: 1 }));
    vi.advanceTimersByTime(COUNTDOWN_SECONDS * 2000);
    expect(done).toEqual([]);
  });
});

test('the pulse tells what changed, and asks one question at a time', async () => {
  let answer: (value: EngineSummary) => void = () => undefined;
  let asked = 0;
  const pulse = new Pulse({
    call: () => {
      asked++;
      return new Promise((resolve) => {
        answer = (value) => resolve({ ok: true, value } as never);
      });
    },
  });
  const heard: number[] = [];
  pulse.listen((value) => heard.push(value.downloading));
  pulse.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(1);
  answer(summary({ downloading: 1 }));
  await vi.advanceTimersByTimeAsync(2000);
  expect(asked).toBe(2);
  answer(summary({ downloading: 1 }));
  await vi.advanceTimersByTimeAsync(2000);
  answer(summary({ downloading: 2 }));
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([1, 2]);
  pulse.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(3);
});
