import { utf8DecodeLenient } from '../../core/bytes/text.ts';
import { fault, ok } from '../../core/result.ts';
import { createNodeExchange } from '../http/exchange.ts';
import type { MapResult } from './call.ts';

const MAX_BYTES = 256 * 1024;
const MAX_MS = 5_000;

export interface Page {
  readonly status: number;
  readonly text: string;
}

export interface WebRequest {
  /** Plain http with a literal address: see `onDevice`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: a GET. */
  readonly post?: Uint8Array;
}

const exchange = createNodeExchange();

/**
 * One request to a device, with its answer of 256 KiB at the most, in 5 s at the most. No redirect is
 * followed, and nobody but the address of the URL is spoken to.
 */
export async function visit(request: WebRequest, signal: AbortSignal): Promise<MapResult<Page>> {
  const { url, headers = {}, post } = request;
  const hop = exchange({
    url,
    address: url.hostname,
    // Some routers compress whatever else is said.
    headers: { ...headers, 'Accept-Encoding': 'identity' },
    maxBytes: MAX_BYTES,
    connectMs: MAX_MS,
    ...(post === undefined ? {} : { post }),
  });
  const timer = setTimeout(() => hop.abort(), MAX_MS);
  const abort = (): void => hop.abort();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  const reply = await hop.reply;
  clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  if (!reply.ok) return fault('portmap-silent', url.host, reply.message);
  return ok({ status: reply.value.status, text: utf8DecodeLenient(reply.value.body) });
}

/**
 * The URL that a device names, if it leads to the device itself and nowhere else: over plain http, to its
 * literal address. A device must not make us knock anywhere else.
 */
export function onDevice(text: string, device: string, base?: URL): URL | undefined {
  try {
    const url = new URL(text, base);
    const plain = url.protocol === 'http:' && url.username === '' && url.password === '';
    return plain && url.hostname === device ? url : undefined;
  } catch {
    return undefined;
  }
}
