import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether this program replaces itself: a released package that says where its updates are, and on Linux only
 * the AppImage. What a package manager has installed, it keeps up to date.
 */
export function updatesItself(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  resources: string,
): boolean {
  if (platform === 'linux' && env['APPIMAGE'] === undefined) return false;
  return existsSync(join(resources, 'app-update.yml'));
}
