import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ProcessGroup } from './process-group.ts';
import { until } from './wait.ts';

/** A session bus of the test's own, and a name on it that somebody owns. */
export interface Bus {
  /** For DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string;
  /** Owns a well-known name until the group ends. It answers no calls. */
  own(name: string): Promise<void>;
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

/** A method call to the bus driver (D-Bus specification, "Message Format"). */
function call(serial: number, member: string, signature: string, body: Buffer): Buffer {
  const fields: [number, string, Buffer][] = [
    [1, 'o', text('/org/freedesktop/DBus')],
    [2, 's', text('org.freedesktop.DBus')],
    [3, 's', text(member)],
    [6, 's', text('org.freedesktop.DBus')],
  ];
  if (signature !== '') {
    fields.push([8, 'g', Buffer.from([signature.length, ...Buffer.from(signature), 0])]);
  }
  const encoded = fields.map(([code, type, value]) =>
    Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), value]),
  );
  const array = Buffer.concat(
    encoded.map((field, index) => (index === encoded.length - 1 ? field : pad(field, 8))),
  );
  const head = Buffer.concat([
    Buffer.from('l\u0001\0\u0001', 'latin1'),
    word(body.length),
    word(serial),
    word(array.length),
  ]);
  return Buffer.concat([pad(Buffer.concat([head, array]), 8), body]);
}

function requestName(path: string, name: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    let received = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('connect', () =>
      socket.write(
        `\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`,
      ),
    );
    socket.on('data', (chunk: Buffer) => {
      const first = received.length === 0;
      received = Buffer.concat([received, chunk]);
      if (first) {
        socket.write('BEGIN\r\n');
        socket.write(call(1, 'Hello', '', Buffer.alloc(0)));
        socket.write(call(2, 'RequestName', 'su', Buffer.concat([pad(text(name), 4), word(0)])));
      } else if (received.includes(name)) resolve(socket);
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
    async own(name) {
      const socket = await requestName(path, name);
      group.own(() => void socket.destroy());
    },
  };
}
