import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { SetupProblem } from './report.mjs';

/** True on a Linux without a screen: a server, a container, a build machine. */
export const needsVirtualDisplay = () =>
  process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;

const screen = ['-screen', '0', '1680x1050x24'];
const anyAddress = 0xffff;

/** An Xauthority file whose cookie is good for any display number, which is not known before the start. */
function authority(cookie) {
  const field = (bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const family = Buffer.alloc(2);
  family.writeUInt16BE(anyAddress);
  const empty = field(Buffer.alloc(0));
  return Buffer.concat([
    family,
    empty,
    empty,
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(cookie),
  ]);
}

function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) resolve(text.trim());
    });
    server.on('error', () =>
      reject(new SetupProblem('Xvfb is not installed.', 'sudo apt-get install xvfb')),
    );
    server.on('exit', (code) => reject(new SetupProblem(`Xvfb ended with code ${code}.`)));
  });
}

/**
 * Starts an Xvfb that only this user reaches. Not xvfb-run: that one keeps signals to itself, and
 * an app that is told to quit must be able to save while its display is still there.
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startVirtualDisplay() {
  const folder = await mkdtemp(join(tmpdir(), 'skein-display-'));
  const file = join(folder, 'Xauthority');
  await writeFile(file, authority(randomBytes(16)), { mode: 0o600 });
  const args = ['-displayfd', '3', '-nolisten', 'tcp', '-auth', file, ...screen];
  // Its own process group: Ctrl-C reaches the app, and the display outlives it.
  const server = spawn('Xvfb', args, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const stop = async () => {
    server.removeAllListeners('exit');
    server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const number = await displayNumber(server);
    server.unref();
    /** @type {import('node:net').Socket} */ (server.stdio[3]).unref();
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: file }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs `work` with the variables of a display: of the real one where there is one. */
export async function withDisplay(work) {
  if (!needsVirtualDisplay()) return work({});
  const display = await startVirtualDisplay();
  try {
    return await work(display.env);
  } finally {
    await display.stop();
  }
}
