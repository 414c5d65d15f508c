import type { JournalEntry, SpeedGraph, SpeedSeries } from '../../preload/contract/index.ts';
import { seeded } from './swarm.ts';

/** A line around these rates, in every span. */
export function makeSpeed(down: number, up: number): SpeedGraph {
  const random = seeded(11);
  const line = (around: number, steps: number): Float32Array => {
    let level = 0.7;
    return Float32Array.from({ length: steps }, () => {
      level = Math.min(1, Math.max(0.25, level + (random() - 0.5) * 0.16));
      return around * level * (0.95 + random() * 0.1);
    });
  };
  const series = (stepSeconds: number, steps: number): SpeedSeries => ({
    stepSeconds,
    down: line(down, steps),
    up: line(up, steps),
  });
  return { minute: series(1, 60), tenMinutes: series(5, 120), hour: series(30, 120) };
}

export function makeLog(now: number): JournalEntry[] {
  const tracker = 'udp://tracker.opentrackr.org:1337/announce';
  const entry = (
    minutes: number,
    code: JournalEntry['code'],
    more: Partial<JournalEntry> = {},
  ): JournalEntry => ({
    at: now - minutes * 60_000,
    level: 'info',
    code,
    subject: '',
    fault: undefined,
    ...more,
  });
  return [
    entry(34, 'started'),
    entry(34, 'tracker-answered', { subject: 'http://bttracker.debian.org:6969/announce' }),
    entry(33, 'tracker-failed', {
      subject: tracker,
      level: 'warn',
      fault: {
        code: 'tracker-timeout',
        subject: tracker,
        message: `The tracker ${tracker} does not answer.`,
      },
    }),
    entry(12, 'piece-failed', { level: 'warn' }),
    entry(11, 'peer-banned', { level: 'warn', subject: '198.51.100.23' }),
  ];
}
