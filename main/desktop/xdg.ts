import { execFile } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { fault, ok, type Result } from '../../engine/api/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A relative folder in these variables is to be ignored (XDG Base Directory Specification). */
const folder = (value: string | undefined, otherwise: string): string =>
  value !== undefined && isAbsolute(value) ? value : otherwise;

export const dataHome = (env: Environment): string =>
  folder(env['XDG_DATA_HOME'], join(env['HOME'] ?? '/', '.local', 'share'));

export const configHome = (env: Environment): string =>
  folder(env['XDG_CONFIG_HOME'], join(env['HOME'] ?? '/', '.config'));

/** Where desktop entries are looked for, the user's own first. */
export function dataFolders(env: Environment): readonly string[] {
  const system = (env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':');
  return [dataHome(env), ...system.filter((path) => isAbsolute(path))];
}

const TOOL_MS = 10_000;

/** Runs one of the desktop's small tools; its output, or why it could not. */
export function runTool(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<Result<string>> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout: TOOL_MS, encoding: 'utf8', env: env as NodeJS.ProcessEnv },
      (error, stdout, stderr) => {
        if (error === null) return resolve(ok(stdout.trim()));
        const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        const why = missing ? 'it is not installed' : stderr.trim() || error.message;
        resolve(fault('tool-failed', program, `${program} could not be run: ${why}.`));
      },
    );
  });
}
