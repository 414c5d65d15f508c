import type { ImportRow } from '../api/import.ts';
import type { InfoHash } from '../core/ids.ts';
import type { Fault } from '../core/result.ts';

/** One object a line with --json. Stable: fields are added, never renamed. Bytes and bytes per second. */
export type CliEvent =
  | { readonly event: 'listening'; readonly host: string; readonly port: number }
  | {
      readonly event: 'checking';
      readonly infoHash: InfoHash;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly event: 'progress';
      readonly infoHash: InfoHash;
      readonly done: number;
      readonly total: number;
      readonly downRate: number;
      readonly upRate: number;
      readonly downloaded: number;
      readonly uploaded: number;
      readonly peers: number;
    }
  | { readonly event: 'hashing'; readonly done: number; readonly total: number }
  | { readonly event: 'complete'; readonly infoHash: InfoHash; readonly seconds: number }
  | { readonly event: 'seeding'; readonly infoHash: InfoHash }
  /** `watch`: a file was taken; `present`: its torrent was in the list already. */
  | {
      readonly event: 'taken';
      readonly infoHash: InfoHash;
      readonly name: string;
      readonly folder: string;
      readonly present: boolean;
    }
  /** `import`: a torrent of the other client, and what became of it, or would. `reason`: why not as it is. */
  | {
      readonly event: 'imported' | 'importable';
      readonly infoHash: InfoHash;
      readonly name: string;
      readonly folder: string;
      readonly outcome: ImportRow['outcome'];
      /** Fraction that is taken over unchecked, 0 … 1. */
      readonly done: number;
      readonly paused: boolean;
      readonly reason?: string;
    }
  | {
      readonly event: 'created';
      readonly infoHash: InfoHash;
      readonly file: string;
      readonly seconds: number;
    }
  | { readonly event: 'torrent'; readonly infoHash: InfoHash; readonly [field: string]: unknown }
  | {
      readonly event: 'setting';
      readonly key: string;
      readonly default: boolean | number | string;
      readonly values: string;
      readonly label: string;
      readonly help: string;
    }
  | {
      readonly event: 'error';
      readonly code: string;
      readonly message: string;
      readonly infoHash?: InfoHash;
    };

export interface Output {
  emit(event: CliEvent): void;
  fault(fault: Pick<Fault, 'code' | 'message'>, infoHash?: InfoHash): void;
  /** Ends the line that is being drawn over. */
  finish(): void;
}

export function createOutput(json: boolean): Output {
  return json ? new JsonOutput() : new TerminalOutput();
}

class JsonOutput implements Output {
  #lines = '';

  /** What is told in one turn of the loop goes out in one write. */
  emit(event: CliEvent): void {
    if (this.#lines === '') setImmediate(() => this.#write());
    this.#lines += `${JSON.stringify(event)}\n`;
  }

  fault({ code, message }: Pick<Fault, 'code' | 'message'>, infoHash?: InfoHash): void {
    this.emit({ event: 'error', code, message, ...(infoHash === undefined ? {} : { infoHash }) });
    this.#write();
  }

  finish(): void {
    this.#write();
  }

  #write(): void {
    if (this.#lines !== '') process.stdout.write(this.#lines);
    this.#lines = '';
  }
}

const BAR = 24;

const OUTCOMES: Readonly<Record<ImportRow['outcome'], string>> = {
  taken: 'as it is',
  checked: 'some files have changed and are checked',
  missing: 'files are missing',
  present: 'in the list already',
  refused: 'refused',
};

class TerminalOutput implements Output {
  #drawn = '';

  emit(event: CliEvent): void {
    switch (event.event) {
      case 'listening':
        this.#line(`Listening on port ${event.port}`);
        break;
      case 'checking':
        this.#draw(`Checking ${bar(event.done, event.total)} ${percent(event.done, event.total)}`);
        break;
      case 'hashing':
        this.#draw(`Hashing ${bar(event.done, event.total)} ${percent(event.done, event.total)}`);
        break;
      case 'progress': {
        const left = event.downRate > 0 ? (event.total - event.done) / event.downRate : undefined;
        const parts = [
          bar(event.done, event.total),
          percent(event.done, event.total),
          `↓ ${size(event.downRate)}/s`,
          `↑ ${size(event.upRate)}/s`,
          `${event.peers} ${event.peers === 1 ? 'peer' : 'peers'}`,
        ];
        if (left !== undefined && event.done < event.total) parts.push(`${duration(left)} left`);
        this.#draw(parts.join('  '));
        break;
      }
      case 'complete':
        this.#line(`Complete after ${duration(event.seconds)}`);
        break;
      case 'seeding':
        this.#line('Seeding');
        break;
      case 'taken':
        this.#line(
          event.present
            ? `“${event.name}” is in the list already`
            : `Added “${event.name}” from ${event.folder}`,
        );
        break;
      case 'imported':
      case 'importable':
        this.#line(
          `“${event.name}” in ${event.folder}: ${event.reason ?? OUTCOMES[event.outcome]}`,
        );
        break;
      case 'created':
        this.#line(`Wrote ${event.file}\nInfo-hash ${event.infoHash}`);
        break;
      case 'torrent':
        for (const [name, value] of Object.entries(event)) {
          if (name !== 'event')
            this.#line(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
        }
        break;
      case 'setting': {
        const { key, values, label, help } = event;
        const sentence = help === '' ? '' : ` ${help}`;
        this.#line(`${key}=${JSON.stringify(event.default)}\n    ${label}.${sentence} (${values})`);
        break;
      }
      case 'error':
        this.fault(event);
        break;
    }
  }

  fault({ message }: Pick<Fault, 'code' | 'message'>): void {
    this.finish();
    process.stderr.write(`skein: ${message}\n`);
  }

  finish(): void {
    if (this.#drawn !== '') process.stdout.write('\n');
    this.#drawn = '';
  }

  #line(text: string): void {
    this.finish();
    process.stdout.write(`${text}\n`);
  }

  #draw(row: string): void {
    if (!process.stdout.isTTY) return;
    // One line is all that can be drawn over: of several torrents the one that spoke last.
    this.#drawn = row;
    process.stdout.write(`\r\x1b[K${row.slice(0, process.stdout.columns ?? 80)}`);
  }
}

function bar(done: number, total: number): string {
  const full = total === 0 ? BAR : Math.floor((done / total) * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
}

const percent = (done: number, total: number): string =>
  `${(total === 0 ? 100 : Math.floor((done / total) * 1000) / 10).toFixed(1)} %`;

export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const [hours, minutes, rest] = parts as [number, number, number];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${seconds < 10 ? seconds.toFixed(1) : rest} s`;
}
