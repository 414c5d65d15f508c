import { readFile } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { EngineApi, Result } from '../engine/api/index.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface ReportOptions {
  readonly version: string;
  readonly profile: string;
  readonly source: Source;
}

const LOG_LINES = 60;
const GiB = 1024 ** 3;

/**
 * What was written by or about people is taken out of a line: names in quotes, paths, addresses, links,
 * info-hashes. Codes and numbers stay.
 */
export function withoutSecrets(line: string): string {
  return line
    .replace(/“[^”]*”/g, '“…”')
    .replace(/\b(?:https?|udp|wss?|magnet|file):\S+/gi, '<link>')
    .replace(/(?:\/|\b[A-Za-z]:\\)[^\s"')]*[/\\][^\s"')]*/g, '<path>')
    .replace(/\b[0-9a-f]{40}\b/gi, '<hash>')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<address>')
    .replace(/(?<![\w:.])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])/gi, '<address>');
}

/** Only numbers, switches and choices: texts name folders, trackers and addresses. */
const plainSettings = (settings: object): string[] =>
  Object.entries(settings)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([key, value]) => `  ${key} = ${String(value)}`);

async function lastLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-LOG_LINES).map(withoutSecrets);
}

/** What helps to find a fault, and nothing that says who the user is or what they share. */
export async function diagnosticReport(options: ReportOptions): Promise<string> {
  const { source, version, profile } = options;
  const [status, summary, settings] = await Promise.all([
    source.call((engine) => engine.status()),
    source.call((engine) => engine.summary()),
    source.call((engine) => engine.settings()),
  ]);
  const { electron, chrome, node } = process.versions;
  const state = status.ok
    ? [
        `  port: ${status.value.portState}, router: ${status.value.portMap.state}`,
        `  DHT: ${status.value.dhtState}, ${status.value.dhtNodes} nodes`,
        `  connections: ${status.value.connections}`,
      ]
    : [`  engine: ${status.code}`];
  const counts = summary.ok
    ? Object.entries(summary.value).map(([key, value]) => `  ${key} = ${String(value)}`)
    : [];
  return [
    `Skein ${version}`,
    `Electron ${electron}, Chromium ${chrome}, Node ${node}`,
    `${type()} ${release()} ${arch()}, ${cpus().length} cores, ${Math.round(totalmem() / GiB)} GiB`,
    '',
    'State',
    ...state,
    ...counts,
    '',
    'Settings',
    ...(settings.ok ? plainSettings(settings.value) : [`  ${settings.code}`]),
    '',
    `The last lines of ${join('logs', 'main.log')}`,
    ...(await lastLines(join(profile, 'logs', 'main.log'))),
    '',
  ].join('\n');
}
