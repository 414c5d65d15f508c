import process from 'node:process';
import { needsVirtualDisplay, withDisplay } from './display.mjs';
import { say } from './report.mjs';
import { foreground } from './run.mjs';

/** Chromium refuses to make a sandbox for root; nobody else loses theirs. */
export function sandboxArguments() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

export function sayHowItStarts() {
  if (sandboxArguments().length > 0) {
    say('You are root, so Chromium’s sandbox is off (--no-sandbox).');
  }
  if (needsVirtualDisplay()) {
    say('There is no display, so the window opens on a virtual one (xvfb-run) that nobody sees.');
  }
}

/**
 * Opens the app of this folder and waits for its end.
 * @param {import('./electron.mjs').ElectronFound} electron
 * @param {string[]} args for the app
 * @returns {Promise<number>} exit code
 */
export function launch(electron, args, options = {}) {
  sayHowItStarts();
  const display = withDisplay(electron.executable, [...sandboxArguments(), '.', ...args]);
  return foreground(display.command, display.args, options);
}
