import { expect, it } from 'vitest';
import { parseCommandLine } from '../../../engine/cli/options.ts';
import type { CliEvent } from '../../../engine/cli/output.ts';
import { listSettings } from '../../../engine/cli/settings.ts';
import { engineSettings } from '../../../engine/settings/schema.ts';

function listed(...words: string[]): Extract<CliEvent, { event: 'setting' }>[] {
  const events: CliEvent[] = [];
  listSettings(words, {
    emit: (event) => void events.push(event),
    fault: () => undefined,
    finish: () => undefined,
  });
  return events.filter((event) => event.event === 'setting');
}

it('every setting is listed, and what is said of its default is taken by --set', () => {
  expect(listed().map(({ key }) => key)).toEqual(Object.keys(engineSettings));
  for (const { key, default: value } of listed()) {
    const asked = parseCommandLine(['seed', 'x.torrent', '--set', `${key}=${value}`]);
    expect(asked.ok, key).toBe(true);
  }
});

it('words narrow the list down', () => {
  const keys = listed('slow', 'LIMIT').map(({ key }) => key);
  expect(keys).toEqual(['slowMode', 'slowDownLimit', 'slowUpLimit']);
  expect(listed('downLimit')[0]?.values).toBe('0 to 10485760000 bytes/s; 0: unlimited');
  expect(listed('no such thing')).toEqual([]);
});

it('a schedule is taken on the command line, and one that makes no sense is not', () => {
  const set = (text: string) =>
    parseCommandLine(['seed', 'x.torrent', '--set', `slowSchedule=${text}`]).ok;
  expect(set('mon-fri 08:00-18:00; sat,sun 22:00-06:00')).toBe(true);
  expect(set('mon 08:00-08:00')).toBe(false);
});
