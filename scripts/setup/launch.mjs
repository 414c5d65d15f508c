import process from 'node:process';
import { say } from './report.mjs';
import { foreground } from './run.mjs';
import { needsVirtualDisplay, withDisplay } from './virtual-display.mjs';

/** Chromium refuses to make a sandbox for root; nobody else loses theirs. */
export function sandboxArguments() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Runs a command that opens a window, saying first what is unusual about it here.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} options env is added to our own
 * @returns {Promise<number>} exit code
 */
export function launch(command, args, { cwd, env = {} }) {
  if (sandboxArguments().length > 0) {
    say('You are root, so Chromium’s sandbox is off (--no-sandbox).');
  }
  if (needsVirtualDisplay()) {
    say('There is no display, so the window opens on a virtual one (Xvfb) that nobody sees.');
  }
  return withDisplay((display) =>
    foreground(command, args, { cwd, env: { ...process.env, ...display, ...env } }),
  );
}
