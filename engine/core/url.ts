import { utf8Encode } from './bytes/text.ts';

/** Every runtime of ours has it; declared here because core compiles without DOM and Node types. */
declare const URL: {
  new (
    text: string,
  ): {
    readonly protocol: string;
    readonly hostname: string;
    readonly port: string;
    readonly pathname: string;
    readonly search: string;
  };
};

export const MAX_URL_LENGTH = 2048;

export type UrlScheme = 'http' | 'https' | 'udp';

export interface UrlParts {
  readonly scheme: UrlScheme;
  /** Lower case; an IPv6 literal without its brackets. */
  readonly host: string;
  /** The one that is written, or the scheme's own; undefined where there is neither. */
  readonly port: number | undefined;
  /** Path and query as they are sent, "" for none. */
  readonly target: string;
}

const DEFAULT_PORTS: Readonly<Record<UrlScheme, number | undefined>> = {
  http: 80,
  https: 443,
  udp: undefined,
};

/** Undefined when the text is no http, https or udp URL with a host. */
export function parseUrl(text: string): UrlParts | undefined {
  const scheme = /^(https?|udp):\/\/[^/?#]/i.exec(text)?.[1]?.toLowerCase() as
    | UrlScheme
    | undefined;
  if (scheme === undefined || text.length > MAX_URL_LENGTH) return undefined;
  try {
    const url = new URL(text);
    if (url.hostname === '' || url.port === '0') return undefined;
    return {
      scheme,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase(),
      port: url.port === '' ? DEFAULT_PORTS[scheme] : Number(url.port),
      target: url.pathname + url.search,
    };
  } catch {
    return undefined;
  }
}

/**
 * A URL from a torrent or a magnet in the form that is sent: no blanks around it, no fragment, and
 * spaces and other characters that no URL may hold percent-encoded. What is encoded already stays as
 * it is. Undefined when it is not a usable URL of one of the schemes, or longer than 2,048 characters.
 */
export function cleanUrl(text: string, schemes: readonly UrlScheme[]): string | undefined {
  if (text.length > MAX_URL_LENGTH * 2) return undefined;
  const trimmed = text.trim().replace(/#.*$/s, '');
  if (/[\x00-\x1f\x7f\\]/.test(trimmed)) return undefined;
  const encoded = trimmed.replace(/[^\x21-\x7e]+|["<>^`{|}]/gu, percentEncodeText);
  const parts = parseUrl(encoded);
  if (parts === undefined || !schemes.includes(parts.scheme)) return undefined;
  // A UDP tracker has no port of its own to fall back to.
  return parts.port === undefined ? undefined : encoded;
}

const percentEncodeText = (text: string): string => percentEncode(utf8Encode(text), false);

const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ENCODED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  const hex = `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return { strict: UNRESERVED.test(character) ? character : hex, hex };
});

/** RFC 3986: all but the unreserved characters, or with `keepPlain` false every byte, as %XX. */
export function percentEncode(bytes: Uint8Array, keepPlain = true): string {
  let text = '';
  for (const byte of bytes) {
    const form = ENCODED[byte] as { strict: string; hex: string };
    text += keepPlain ? form.strict : form.hex;
  }
  return text;
}
