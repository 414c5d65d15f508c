import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ProcessGroup } from './process-group.ts';
import { until } from './wait.ts';

/** A property as a service tells it: a boolean or a number. */
export type Property = boolean | number;

/** A bus of the test's own, and names on it that somebody owns. */
export interface Bus {
  /** For DBUS_SESSION_BUS_ADDRESS or DBUS_SYSTEM_BUS_ADDRESS. */
  readonly address: string;
  /**
   * Owns a well-known name until the group ends. It answers nothing but what its properties are, at the moment
   * of the question.
   */
  own(name: string, properties?: Readonly<Record<string, Property>>): Promise<void>;
}

const pad = (bytes: Buffer, to: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(`${value}\0`);
  return Buffer.concat([word(bytes.length - 1), bytes]);
};

type Field = readonly [code: number, type: 'o' | 's' | 'g' | 'u', value: Buffer];

const signature = (types: string): Buffer => Buffer.from([types.length, ...Buffer.from(types), 0]);

/** A whole message (D-Bus specification, "Message Format"). */
function message(type: number, serial: number, fields: readonly Field[], body: Buffer): Buffer {
  const encoded = fields.map(([code, kind, value]) =>
    Buffer.concat([Buffer.from([code, 1, kind.charCodeAt(0), 0]), value]),
  );
  const array = Buffer.concat(
    encoded.map((field, index) => (index === encoded.length - 1 ? field : pad(field, 8))),
  );
  const head = Buffer.concat([
    Buffer.from(['l'.charCodeAt(0), type, 0, 1]),
    word(body.length),
    word(serial),
    word(array.length),
  ]);
  return Buffer.concat([pad(Buffer.concat([head, array]), 8), body]);
}

/** A method call to the bus driver. */
function call(serial: number, member: string, types: string, body: Buffer): Buffer {
  const fields: Field[] = [
    [1, 'o', text('/org/freedesktop/DBus')],
    [2, 's', text('org.freedesktop.DBus')],
    [3, 's', text(member)],
    [6, 's', text('org.freedesktop.DBus')],
  ];
  return message(
    CALL,
    serial,
    types === '' ? fields : [...fields, [8, 'g', signature(types)]],
    body,
  );
}

const CALL = 1;
const RETURN = 2;
const FAILURE = 3;

interface Received {
  readonly type: number;
  readonly serial: number;
  /** Header fields that are texts, by their codes. */
  readonly fields: ReadonlyMap<number, string>;
  readonly body: Buffer;
}

const textAt = (bytes: Buffer, at: number): string =>
  bytes.toString('utf8', at + 4, at + 4 + bytes.readUInt32LE(at));

/** The message at the beginning, and what follows it; undefined while it is not whole. */
function firstOf(
  bytes: Buffer,
): { readonly received: Received; readonly rest: Buffer } | undefined {
  if (bytes.length < 16) return undefined;
  const end = 16 + bytes.readUInt32LE(12);
  const bodyAt = Math.ceil(end / 8) * 8;
  const length = bodyAt + bytes.readUInt32LE(4);
  if (bytes.length < length) return undefined;
  const fields = new Map<number, string>();
  for (let at = 16; at < end; at = Math.ceil(at / 8) * 8) {
    const [code, kind] = [bytes[at] as number, String.fromCharCode(bytes[at + 2] as number)];
    at += 4;
    if (kind === 'g') at += 2 + (bytes[at] as number);
    else if (kind === 'u') at += 4;
    else {
      fields.set(code, textAt(bytes, at));
      at += 5 + bytes.readUInt32LE(at);
    }
  }
  const type = bytes[1] as number;
  const body = bytes.subarray(bodyAt, length);
  const received = { type, serial: bytes.readUInt32LE(8), fields, body };
  return { received, rest: bytes.subarray(length) };
}

/** The answer to org.freedesktop.DBus.Properties.Get; anything else is unknown. */
function answerTo(asked: Received, properties: Readonly<Record<string, Property>>): Buffer {
  const fields: Field[] = [
    [5, 'u', word(asked.serial)],
    [6, 's', text(asked.fields.get(7) ?? '')],
  ];
  const isGet = asked.fields.get(3) === 'Get' && asked.body.length > 8;
  const name = isGet ? textAt(asked.body, pad(text(textAt(asked.body, 0)), 4).length) : '';
  const value = properties[name];
  if (value === undefined) {
    const unknown: Field = [4, 's', text('org.freedesktop.DBus.Error.UnknownMethod')];
    return message(FAILURE, asked.serial, [unknown, ...fields], Buffer.alloc(0));
  }
  const variant = pad(signature(typeof value === 'boolean' ? 'b' : 'u'), 4);
  const body = Buffer.concat([variant, word(Number(value))]);
  return message(RETURN, asked.serial, [...fields, [8, 'g', signature('v')]], body);
}

function requestName(
  path: string,
  name: string,
  properties: Readonly<Record<string, Property>>,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    let rest: Buffer | undefined;
    socket.on('error', reject);
    socket.on('connect', () =>
      socket.write(
        `\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`,
      ),
    );
    socket.on('data', (chunk: Buffer) => {
      if (rest === undefined) {
        // The answer to AUTH; messages come after BEGIN.
        rest = Buffer.alloc(0);
        socket.write('BEGIN\r\n');
        socket.write(call(1, 'Hello', '', Buffer.alloc(0)));
        socket.write(call(2, 'RequestName', 'su', Buffer.concat([pad(text(name), 4), word(0)])));
        return;
      }
      rest = Buffer.concat([rest, chunk]);
      for (let next = firstOf(rest); next !== undefined; next = firstOf(rest)) {
        rest = next.rest;
        const { type, body, fields } = next.received;
        if (fields.get(3) === 'NameAcquired' && textAt(body, 0) === name) resolve(socket);
        if (type === CALL) socket.write(answerTo(next.received, properties));
      }
    });
  });
}

export async function startBus(group: ProcessGroup, dir: string): Promise<Bus> {
  const path = join(dir, 'session-bus');
  const address = `unix:path=${path}`;
  const daemon = group.spawn('dbus-daemon', [
    '--session',
    '--nofork',
    '--print-address',
    `--address=${address}`,
  ]);
  await until(() => daemon.stdout.includes(path), { what: 'the bus' });
  return {
    address,
    async own(name, properties = {}) {
      const socket = await requestName(path, name, properties);
      group.own(() => void socket.destroy());
    },
  };
}
