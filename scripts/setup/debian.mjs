import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { SetupProblem, say, step } from './report.mjs';
import { capture } from './run.mjs';

export const isDebian = () => process.platform === 'linux' && existsSync('/usr/bin/dpkg-query');

const isRoot = () => process.getuid?.() === 0;

async function installedAmong(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg fills these in.
  const format = '${Package} ${db:Status-Status}\n';
  // It exits with 1 when a name is unknown, and still prints the others.
  const { output } = await capture('dpkg-query', ['-W', '-f', format, ...names]);
  const lines = output.split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([, status]) => status === 'installed').map(([name]) => name));
}

/** @param {string[][]} rows @returns {Promise<string[][]>} the rows of which no name is installed */
export async function missingPackages(rows) {
  const installed = await installedAmong(rows.flat());
  return rows.filter((names) => !names.some((name) => installed.has(name)));
}

async function knownName(names) {
  for (const name of names) {
    const { code, output } = await capture('apt-cache', ['show', '--no-all-versions', name]);
    if (code === 0 && output.includes('Package:')) return name;
  }
  return undefined;
}

async function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await capture('apt-get', args, { env });
  if (code !== 0) throw new SetupProblem(`apt-get ${args.join(' ')} failed:\n${output.trim()}`);
}

const servicePolicy = '/usr/sbin/policy-rc.d';

/** Some of the packages would start a network service at once; Debian's own policy hook forbids it for the moment. */
async function withoutStartingServices(work) {
  const ours = !existsSync(servicePolicy);
  if (ours) await writeFile(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    if (ours) await rm(servicePolicy, { force: true });
  }
}

async function install(rows) {
  await apt(['update', '-qq']);
  const names = await Promise.all(rows.map(knownName));
  const known = names.filter((name) => name !== undefined);
  const unknown = rows.filter((_, index) => names[index] === undefined);
  if (unknown.length > 0)
    say(`  not in this release: ${unknown.map((row) => row.at(-1)).join(' ')}`);
  if (known.length === 0) return;
  await withoutStartingServices(() =>
    apt(['install', '-y', '-qq', '--no-install-recommends', ...known]),
  );
}

/**
 * Installs what is missing of these packages as root; as anybody else it only tells.
 * @param {string[][]} rows
 * @returns {Promise<string | undefined>} the command to type when something is still missing
 */
export async function ensurePackages(rows) {
  const missing = await missingPackages(rows);
  if (missing.length === 0) return undefined;
  const names = missing.map((row) => row.at(-1)).join(' ');
  if (!isRoot()) return `sudo apt-get install ${names}`;
  await step(`Installing system packages: ${names}`, () => install(missing));
  return undefined;
}
