import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { say } from '../setup/report.mjs';

/**
 * What the files of an unpacked app belong to; the first that fits.
 * @type {[string, RegExp][]}
 */
const parts = [
  ['our code (app.asar)', /app\.asar$/],
  ['SQLite binding', /app\.asar\.unpacked/],
  ['languages of Chromium', /(^|[\\/])locales[\\/]|\.lproj/],
  ['graphics libraries', /lib(EGL|GLESv2|vk_swiftshader|vulkan)|d3dcompiler|vk_swiftshader/],
  ['media codecs', /ffmpeg/],
  ['licences', /LICENSE/],
  ['Chromium data', /\.(pak|dat|bin)$/],
];

function* filesOf(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name);
  }
}

/** Bytes by part, the largest first. */
export function sizesOf(folder) {
  const sums = new Map();
  for (const file of filesOf(folder)) {
    const path = relative(folder, file);
    const name = parts.find(([, pattern]) => pattern.test(path))?.[0] ?? 'Electron';
    sums.set(name, (sums.get(name) ?? 0) + statSync(file).size);
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** Keeps the size of the package in view. */
export function saySizes(folder) {
  const rows = sizesOf(folder);
  const total = rows.reduce((sum, [, bytes]) => sum + bytes, 0);
  const line = (name, bytes) =>
    say(`  ${name.padEnd(24)}${(bytes / 1024 ** 2).toFixed(1).padStart(8)} MiB`);
  for (const [name, bytes] of rows) line(name, bytes);
  line('all', total);
}
