import { spawn } from 'node:child_process';
import process from 'node:process';

const keptOutput = 64 * 1024;

/**
 * Runs a command to its end without showing it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, shell?: boolean, keep?: number }} [options] timeout in ms, keep in characters
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command does not exist;
 *   output holds the end of both streams, 64 Ki characters unless `keep` says more
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk) => {
      output = (output + chunk).slice(-(options.keep ?? keptOutput));
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a command in the foreground: it has the terminal, and signals sent to us reach it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code, or 143 when a signal ended it
 */
export function foreground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const stopPassing = passSignals(child);
    child.on('error', (error) => {
      stopPassing();
      reject(error);
    });
    child.on('close', (code) => {
      stopPassing();
      resolve(code ?? 143);
    });
  });
}

/** Ctrl-C on a terminal reaches the child by itself, and a second SIGINT would end it at once, unsaved. */
function passSignals(child) {
  const pass = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

/** npm as a command: the one that started us where there is one, since Windows cannot spawn npm.cmd. */
export function npm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return { command: process.execPath, args: [script, ...args] };
  return { command: 'npm', args, shell: process.platform === 'win32' };
}
