import { connect } from 'node:net';

/** Where the session bus listens: the first unix address of DBUS_SESSION_BUS_ADDRESS. */
export function busPath(address: string | undefined): string | undefined {
  for (const one of (address ?? '').split(';')) {
    const match = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(one);
    if (match?.[2] !== undefined) {
      return `${match[1] === 'abstract' ? '\0' : ''}${decodeURIComponent(match[2])}`;
    }
  }
  return undefined;
}

const BUS = 'org.freedesktop.DBus';
const align = (size: number, to: number): number => (to - (size % to)) % to;

function text(value: string): Buffer {
  const bytes = Buffer.from(`${value}\0`, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length - 1);
  return Buffer.concat([length, bytes]);
}

/** One header field: its code, its type, its value (D-Bus specification, "Message Format"). */
function field(code: number, type: 'o' | 's' | 'g', value: string): Buffer {
  const start = Buffer.from([code, 1, type.charCodeAt(0), 0]);
  const body =
    type === 'g'
      ? Buffer.concat([Buffer.from([value.length]), Buffer.from(`${value}\0`)])
      : text(value);
  return Buffer.concat([start, body]);
}

const padded = (part: Buffer): Buffer => Buffer.concat([part, Buffer.alloc(align(part.length, 8))]);

/** A method call to the bus itself, with at most one string argument. */
export function busCall(serial: number, member: string, argument?: string): Buffer {
  const body = argument === undefined ? Buffer.alloc(0) : text(argument);
  const parts = [
    field(1, 'o', '/org/freedesktop/DBus'),
    field(2, 's', BUS),
    field(3, 's', member),
    field(6, 's', BUS),
    ...(argument === undefined ? [] : [field(8, 'g', 's')]),
  ];
  // Each field starts at a multiple of 8; what fills up behind the last one does not count.
  const fields = Buffer.concat([...parts.slice(0, -1).map(padded), ...parts.slice(-1)]);
  const head = Buffer.alloc(16);
  head.write('l\u0001\u0000\u0001', 'latin1');
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(serial, 8);
  head.writeUInt32LE(fields.length, 12);
  return Buffer.concat([padded(Buffer.concat([head, fields])), body]);
}

const RETURN = 2;
const FAILURE = 3;

/** Reads messages until one returns a boolean (the answer) or fails. Undefined: not there yet. */
export function answerIn(bytes: Buffer): boolean | undefined {
  for (let at = 0; at + 16 <= bytes.length; ) {
    const bodyLength = bytes.readUInt32LE(at + 4);
    const header = 16 + bytes.readUInt32LE(at + 12);
    const body = at + header + align(header, 8);
    if (body + bodyLength > bytes.length) return undefined;
    const type = bytes[at + 1];
    if (type === FAILURE) return false;
    if (type === RETURN && bodyLength === 4) return bytes.readUInt32LE(body) === 1;
    at = body + bodyLength;
  }
  return undefined;
}

const MAX_REPLY = 64 * 1024;

/** True when somebody owns the name on the session bus. No bus, no answer in time: false. */
export function nameHasOwner(
  name: string,
  path: string | undefined,
  timeoutMs: number,
): Promise<boolean> {
  if (path === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ path });
    const finish = (owned: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(owned);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    let received = Buffer.alloc(0);
    let authorised = false;
    socket.on('connect', () => {
      const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
      socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length > MAX_REPLY) return finish(false);
      if (!authorised) {
        const end = received.indexOf('\r\n');
        if (end < 0) return;
        if (!received.subarray(0, end).toString('latin1').startsWith('OK ')) return finish(false);
        authorised = true;
        received = received.subarray(end + 2);
        socket.write('BEGIN\r\n');
        socket.write(busCall(1, 'Hello'));
        socket.write(busCall(2, 'NameHasOwner', name));
      }
      const answer = answerIn(received);
      if (answer !== undefined) finish(answer);
    });
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}
