import type { Format } from '../../../preload/contract/format.ts';

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const minutes = (clock: string): number => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
};

/** The windows of a schedule's text as people read them, one a line: "Mon–Fri 08:00–18:00". */
export function windowsText(schedule: string, format: Format): string {
  return schedule
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [days = '', times = ''] = line.split(' ');
      const named = days
        .split(',')
        .map((part) =>
          part
            .split('-')
            .map((name) => format.weekday(DAY_NAMES.indexOf(name), 'short'))
            .join('–'),
        )
        .join(', ');
      const [from = '', to = ''] = times.split('-');
      return `${named} ${format.clock(minutes(from))}–${format.clock(minutes(to))}`;
    })
    .join('\n');
}
