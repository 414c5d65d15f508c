import type { Fault } from '../core/result.ts';

/** What the process tells its caller. */
export const EXIT = { done: 0, failed: 1, usage: 2, torrent: 3, disk: 4, stopped: 5 } as const;

/** The exit code that a fault stands for. */
export function exitCodeOf({ code }: Pick<Fault, 'code'>): number {
  if (/^(metainfo|bencode|magnet|torrent|file)-/.test(code)) return EXIT.torrent;
  if (/^disk-/.test(code)) return EXIT.disk;
  if (/^(usage|peer-bad|setting|tracker-bad|watch)/.test(code)) return EXIT.usage;
  return EXIT.failed;
}
