import process from 'node:process';
import { SetupProblem } from './report.mjs';

const needed = [20, 19];

/** Vite needs Node 20.19; said here, before anything fails with a message about syntax. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  throw new SetupProblem(
    `Skein needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}.`,
    'Install a current Node from https://nodejs.org and start again.',
  );
}
