import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol, type Session } from 'electron';
import { fileOf, TYPES } from './page-files.ts';

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

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
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
