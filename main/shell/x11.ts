import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../desktop/xdg.ts';

/**
 * The little of the X11 protocol that tells whether somebody takes tray icons the old way (XEmbed): the
 * owner of the selection _NET_SYSTEM_TRAY_S0 does (System Tray Protocol Specification).
 */
const COOKIE = 'MIT-MAGIC-COOKIE-1';
const MAX_REPLY = 256 * 1024;
const INTERN_ATOM = 16;
const GET_SELECTION_OWNER = 23;

const padded = (length: number): number => (length + 3) & ~3;

interface Display {
  readonly number: string;
  readonly screen: string;
}

/** Displays of this machine only: an icon on another's is none of our business. */
export function localDisplay(name: string | undefined): Display | undefined {
  const match = /^(?:unix)?:(\d+)(?:\.(\d+))?$/.exec(name ?? '');
  return match === null ? undefined : { number: match[1] as string, screen: match[2] ?? '0' };
}

/** The cookie for a display out of an .Xauthority file; empty when it has none. */
export function cookieFor(file: Buffer, display: string, host: string): Buffer {
  let at = 0;
  const next = (): Buffer | undefined => {
    if (at + 2 > file.length) return undefined;
    const length = file.readUInt16BE(at);
    const value = file.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    return value.length === length ? value : undefined;
  };
  const LOCAL = 256;
  const WILD = 65535;
  while (at + 2 <= file.length) {
    const family = file.readUInt16BE(at);
    at += 2;
    const [address, number, name, data] = [next(), next(), next(), next()];
    if (address === undefined || number === undefined || name === undefined || data === undefined)
      break;
    const here = family === WILD || (family === LOCAL && address.toString() === host);
    const shown = number.length === 0 || number.toString() === display;
    if (here && shown && name.toString() === COOKIE) return data;
  }
  return Buffer.alloc(0);
}

export function setupRequest(cookie: Buffer): Buffer {
  const name = cookie.length === 0 ? '' : COOKIE;
  const request = Buffer.alloc(12 + padded(name.length) + padded(cookie.length));
  request.write('l', 0, 'latin1');
  request.writeUInt16LE(11, 2);
  request.writeUInt16LE(name.length, 6);
  request.writeUInt16LE(cookie.length, 8);
  request.write(name, 12, 'latin1');
  cookie.copy(request, 12 + padded(name.length));
  return request;
}

function internAtom(name: string): Buffer {
  const request = Buffer.alloc(8 + padded(name.length));
  request.writeUInt8(INTERN_ATOM, 0);
  request.writeUInt16LE(request.length / 4, 2);
  request.writeUInt16LE(name.length, 4);
  request.write(name, 8, 'latin1');
  return request;
}

function selectionOwner(atom: number): Buffer {
  const request = Buffer.alloc(8);
  request.writeUInt8(GET_SELECTION_OWNER, 0);
  request.writeUInt16LE(2, 2);
  request.writeUInt32LE(atom, 4);
  return request;
}

const REPLY = 1;

/** True when the display's screen has an owner for tray icons. No display, no answer in time: false. */
export async function hasXembedTray(env: Environment, timeoutMs: number): Promise<boolean> {
  const display = localDisplay(env['DISPLAY']);
  if (display === undefined) return false;
  const authority = env['XAUTHORITY'] ?? join(env['HOME'] ?? '/', '.Xauthority');
  const file = await readFile(authority).catch(() => Buffer.alloc(0));
  const cookie = cookieFor(file, display.number, hostname());
  return new Promise((resolve) => {
    const socket = connect({ path: `/tmp/.X11-unix/X${display.number}` });
    const finish = (owned: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(owned);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    let received = Buffer.alloc(0);
    let step: 'setup' | 'atom' | 'owner' = 'setup';
    socket.on('connect', () => socket.write(setupRequest(cookie)));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length > MAX_REPLY) return finish(false);
      if (received.length < 8) return;
      const length = step === 'setup' ? 8 + received.readUInt16LE(6) * 4 : 32;
      if (received.length < length) return;
      if (received[0] !== REPLY) return finish(false);
      const value = step === 'setup' ? 0 : received.readUInt32LE(8);
      received = received.subarray(length);
      if (step === 'owner') return finish(value !== 0);
      const request =
        step === 'setup'
          ? internAtom(`_NET_SYSTEM_TRAY_S${display.screen}`)
          : selectionOwner(value);
      step = step === 'setup' ? 'atom' : 'owner';
      socket.write(request);
    });
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}
