import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalIp } from '../../core/address.ts';

/** The tables of a machine with many networks are longer, but its default routes are not. */
const MAX_TEXT = 1024 * 1024;
const MAX_MS = 3_000;
const MAX_GATEWAYS = 4;

/**
 * The IPv4 gateways of the default routes, best first. Empty when the system has none or does not tell.
 * Never throws.
 */
export async function defaultGateways(platform = process.platform): Promise<readonly string[]> {
  switch (platform) {
    case 'linux':
      return parseProcRoutes(await readFile('/proc/net/route', 'latin1').catch(() => ''));
    case 'win32': {
      const root = process.env['SystemRoot'] ?? 'C:\\Windows';
      return parseWindowsRoutes(
        await outputOf(join(root, 'System32', 'route.exe'), ['print', '-4', '0.0.0.0']),
      );
    }
    default:
      return parseBsdRoutes(await outputOf('/usr/sbin/netstat', ['-rn', '-f', 'inet']));
  }
}

function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { timeout: MAX_MS, maxBuffer: MAX_TEXT, windowsHide: true, encoding: 'latin1' },
      (error, stdout) => resolve(error === null ? stdout : ''),
    );
  });
}

interface Route {
  readonly gateway: string;
  readonly metric: number;
}

function best(routes: readonly Route[]): readonly string[] {
  const sorted = [...routes].sort((a, b) => a.metric - b.metric);
  return [...new Set(sorted.map(({ gateway }) => gateway))].slice(0, MAX_GATEWAYS);
}

/** Linux: columns of hexadecimal in the byte order of the machine, which is little-endian wherever Electron runs. */
export function parseProcRoutes(text: string): readonly string[] {
  const routes: Route[] = [];
  for (const line of text.slice(0, MAX_TEXT).split('\n').slice(1)) {
    const [, destination, gateway, , , , metric, mask] = line.split(/\s+/);
    if (destination !== '00000000' || mask !== '00000000' || gateway === undefined) continue;
    if (!/^[0-9A-Fa-f]{8}$/.test(gateway) || gateway === '00000000') continue;
    const octets = [6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16));
    routes.push({ gateway: octets.join('.'), metric: Number(metric) });
  }
  return best(routes);
}

/** Windows: the words are in the user's language, the five columns of numbers are not. */
export function parseWindowsRoutes(text: string): readonly string[] {
  const routes: Route[] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+([\d.]+)\s+[\d.]+\s+(\d+)\s*$/.exec(line);
    const gateway = canonicalIp(match?.[1] ?? '');
    if (gateway !== undefined) routes.push({ gateway, metric: Number(match?.[2]) });
  }
  return best(routes);
}

/** macOS and the BSDs. */
export function parseBsdRoutes(text: string): readonly string[] {
  const routes: Route[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^default\s+([\d.]+)\s/.exec(line);
    const gateway = canonicalIp(match?.[1] ?? '');
    if (gateway !== undefined) routes.push({ gateway, metric: index });
  }
  return best(routes);
}
