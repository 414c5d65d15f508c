import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerIn, busCall, busPath, nameHasOwner } from '../../../main/shell/dbus.ts';
import { ProcessGroup } from '../../support/process-group.ts';
import { isInstalled } from '../../support/requirements.ts';

let dir: string;
const group = new ProcessGroup();
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'skein-bus-'));
});
afterAll(async () => {
  await group.close();
  await rm(dir, { recursive: true, force: true });
});

test('the address of the bus is read as the specification writes it', () => {
  expect(busPath('unix:path=/run/user/1000/bus')).toBe('/run/user/1000/bus');
  expect(busPath('unix:abstract=/tmp/dbus-x,guid=1')).toBe('\0/tmp/dbus-x');
  expect(busPath('tcp:host=x;unix:path=/a%20b,guid=2')).toBe('/a b');
  expect(busPath('disabled:')).toBeUndefined();
  expect(busPath(undefined)).toBeUndefined();
});

test('messages are aligned, and answers are found among others', () => {
  expect(busCall(2, 'NameHasOwner', 'org.x').length % 4).toBe(2);
  const message = (type: number, body: Buffer): Buffer => {
    const head = Buffer.alloc(16);
    head.writeUInt8(type, 1);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  const hello = message(2, Buffer.from('\u0004\0\0\0:1.7\0'));
  const signal = message(4, Buffer.alloc(3));
  const yes = message(2, Buffer.from([1, 0, 0, 0]));
  const no = message(2, Buffer.alloc(4));
  expect(answerIn(Buffer.concat([hello, signal, yes]))).toBe(true);
  expect(answerIn(Buffer.concat([hello, signal, no]))).toBe(false);
  expect(answerIn(message(3, Buffer.alloc(8)))).toBe(false);
  expect(answerIn(Buffer.concat([hello, signal, yes]).subarray(0, -1))).toBeUndefined();
});

test('a bus that hangs, refuses or does not exist is no bus', async () => {
  const hanging = createServer(() => undefined).listen(join(dir, 'hangs'));
  const refusing = createServer((socket: Socket) => socket.write('REJECTED EXTERNAL\r\n')).listen(
    join(dir, 'refuses'),
  );
  expect(await nameHasOwner('org.x', join(dir, 'hangs'), 100)).toBe(false);
  expect(await nameHasOwner('org.x', join(dir, 'refuses'), 1000)).toBe(false);
  expect(await nameHasOwner('org.x', join(dir, 'nowhere'), 1000)).toBe(false);
  expect(await nameHasOwner('org.x', undefined, 1000)).toBe(false);
  hanging.close();
  refusing.close();
});

describe.skipIf(!isInstalled('dbus-daemon'))('a real bus', () => {
  test('says who is there and who is not', async () => {
    const path = join(dir, 'bus');
    const daemon = group.spawn('dbus-daemon', [
      '--session',
      '--nofork',
      '--print-address',
      `--address=unix:path=${path}`,
    ]);
    await daemon.waitOutput(/unix:path/);
    expect(await nameHasOwner('org.freedesktop.DBus', path, 2000)).toBe(true);
    expect(await nameHasOwner('org.kde.StatusNotifierWatcher', path, 2000)).toBe(false);
  });
});
