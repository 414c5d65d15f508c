import { extname, join, normalize, sep } from 'node:path';

/** What the window is made of; nothing else is served. */
export const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

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
