import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

export const SCHEME = 'skein';
export const PAGE = `${SCHEME}://app/index.html`;
export const ORIGIN = `${SCHEME}://app`;

/** Style elements that Radix makes at run time carry this; it changes with every start. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** The file that a URL of ours names, or undefined when it names none inside the folder. */
export function fileOf(root: string, url: string): string | undefined {
  let address: URL;
  try {
    address = new URL(url);
  } catch {
    return undefined;
  }
  if (address.host !== 'app') return undefined;
  let name: string;
  try {
    name = decodeURIComponent(address.pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0') || name.includes('\\')) return undefined;
  const file = normalize(join(root, name));
  return file.startsWith(root + sep) && TYPES[extname(file)] !== undefined ? file : undefined;
}

/** Serves the built window from `root` and nothing else. */
export function servePage(session: Session, root: string, nonce: string): void {
  const notFound = (): Response => new Response('', { status: 404 });
  session.protocol.handle(SCHEME, async (request) => {
    const file = request.method === 'GET' ? fileOf(root, request.url) : undefined;
    if (file === undefined) return notFound();
    try {
      const body = await readFile(file);
      const isPage = extname(file) === '.html';
      return new Response(
        isPage ? body.toString('utf8').replaceAll('%NONCE%', nonce) : new Uint8Array(body),
        {
          headers: {
            'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
            'Content-Security-Policy': policy(nonce),
            'X-Content-Type-Options': 'nosniff',
            'Cache-Control': 'no-cache',
          },
        },
      );
    } catch {
      return notFound();
    }
  });
}
