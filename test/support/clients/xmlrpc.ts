import { connect } from 'node:net';
import { within } from '../wait.ts';

/** XML-RPC over an SCGI socket: the way rTorrent is driven. Just what its replies need. */

export type XmlValue = string | number | Buffer | readonly XmlValue[] | { [key: string]: XmlValue };

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const toXml = (text: string): string => text.replace(/[&<>]/g, (one) => escapes[one] as string);

function encode(value: XmlValue): string {
  if (typeof value === 'number') return `<value><i8>${value}</i8></value>`;
  if (Buffer.isBuffer(value)) return `<value><base64>${value.toString('base64')}</base64></value>`;
  if (typeof value === 'string') return `<value><string>${toXml(value)}</string></value>`;
  if (!Array.isArray(value)) throw new Error('Structures are not sent');
  return `<value><array><data>${value.map(encode).join('')}</data></array></value>`;
}

const fromXml = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp|#\d+);/g, (whole, name: string) => {
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name] ?? whole;
  });

/** Reads `<value>` elements from tags; `tokens` is a list of tags and texts. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(xml: string) {
    this.#tokens = xml.match(/<[^>]+>|[^<]+/g) ?? [];
  }

  skipTo(tag: string): void {
    while (this.#at < this.#tokens.length && this.#tokens[this.#at] !== tag) this.#at++;
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #peekTag(): string {
    while (/^\s+$/.test(this.#tokens[this.#at] ?? '')) this.#at++;
    return this.#tokens[this.#at] ?? '';
  }

  value(): XmlValue {
    this.skipTo('<value>');
    this.#at++;
    const first = this.#next();
    if (!first.startsWith('<')) {
      this.#at++;
      return fromXml(first);
    }
    if (first === '</value>') return '';
    if (/^<\w+\/>$/.test(first)) {
      this.#at++;
      return '';
    }
    const result = first === '<array>' ? this.#array() : this.#scalar(first);
    this.skipTo('</value>');
    this.#at++;
    return result;
  }

  #scalar(tag: string): XmlValue {
    const text = this.#next();
    const body = text.startsWith('<') ? '' : fromXml(text);
    if (/^<(i4|i8|int|double|boolean)>$/.test(tag)) return Number(body);
    if (tag === '<base64>') return Buffer.from(body, 'base64');
    return body;
  }

  #array(): XmlValue {
    this.skipTo('<data>');
    this.#at++;
    const list: XmlValue[] = [];
    while (this.#peekTag() === '<value>') list.push(this.value());
    return list;
  }
}

function exchange(socketPath: string, body: string): Promise<string> {
  const payload = Buffer.from(body);
  const headers = `CONTENT_LENGTH\0${payload.length}\0SCGI\x001\0`;
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const parts: Buffer[] = [];
    socket.once('error', reject);
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.once('end', () => resolve(Buffer.concat(parts).toString()));
    socket.write(`${headers.length}:${headers},`);
    socket.write(payload);
  });
}

export async function xmlRpc(
  socketPath: string,
  method: string,
  ...params: XmlValue[]
): Promise<XmlValue> {
  const list = params.map((value) => `<param>${encode(value)}</param>`).join('');
  const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${list}</params></methodCall>`;
  const reply = await within(15_000, `the answer to ${method}`, exchange(socketPath, body));
  if (reply.includes('<fault>')) {
    throw new Error(
      `${method}: ${/faultString[\s\S]*?<string>([\s\S]*?)<\/string>/.exec(reply)?.[1]}`,
    );
  }
  return new Reader(reply.slice(reply.indexOf('<params>'))).value();
}
