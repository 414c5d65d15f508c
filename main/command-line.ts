import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export interface CommandLine {
  /** `--profile DIR`: everything Skein keeps goes there. Absolute. */
  readonly profile: string | undefined;
  /** `--save-to DIR`: the torrents of this command line are added without asking, into this folder. Absolute. */
  readonly saveTo: string | undefined;
  /** `--set KEY=VALUE`: settings of the engine for this run only. As typed. */
  readonly set: readonly string[];
  /** `--hidden`: no window at the start. */
  readonly hidden: boolean;
  /** Magnet links as they are, .torrent files as absolute paths, in order, no duplicates. */
  readonly links: readonly string[];
}

const isMagnet = (argument: string): boolean => /^magnet:\?/i.test(argument);

/** Linux desktops hand files over as file: URLs (%U in the .desktop file). */
function pathOf(argument: string): string | undefined {
  if (!/^file:/i.test(argument)) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    return undefined;
  }
}

function linkOf(argument: string, cwd: string): string | undefined {
  if (isMagnet(argument)) return argument;
  if (argument.startsWith('-')) return undefined;
  const path = pathOf(argument);
  return path !== undefined && /\.torrent$/i.test(path) ? resolve(cwd, path) : undefined;
}

/**
 * Reads a command line. Only a whole argument that is a magnet link or ends in .torrent is a link, and
 * options count only before the first link: a link that a web page wrote cannot smuggle one in behind it.
 */
export function parseCommandLine(args: readonly string[], cwd: string): CommandLine {
  const links: string[] = [];
  const set: string[] = [];
  const values = new Map<'profile' | 'save-to', string>();
  let hidden = false;
  let optionsEnded = false;

  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    const option = optionsEnded ? null : /^--(profile|save-to|set)(?:=(.*))?$/s.exec(argument);
    if (option !== null) {
      const inline = option[2];
      const value = inline ?? args[++at] ?? '';
      if (value === '') continue;
      if (option[1] === 'set') set.push(value);
      else values.set(option[1] as 'profile' | 'save-to', resolve(cwd, value));
    } else if (argument === '--') {
      optionsEnded = true;
    } else if (!optionsEnded && argument === '--hidden') {
      hidden = true;
    } else {
      const link = linkOf(argument, cwd);
      if (link === undefined) continue;
      optionsEnded = true;
      if (!links.includes(link)) links.push(link);
    }
  }
  return { profile: values.get('profile'), saveTo: values.get('save-to'), set, hidden, links };
}

/** More than any command line that a system takes. */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * What a second start hands to the first. Plain ASCII in one string: what has other characters in it does not
 * arrive on Linux (seen with Electron 33). Small, since it shares 32 KiB with the whole command line there: until
 * Electron 42 to 45 mended it, whoever sent more killed the first.
 */
export function handoverOf({ links, saveTo }: CommandLine): { readonly line: string } {
  return { line: deflateRawSync(JSON.stringify({ links, saveTo })).toString('base64') };
}

function decoded(data: unknown): unknown {
  const { line } = (data ?? {}) as { line?: unknown };
  if (typeof line !== 'string') return undefined;
  try {
    const bytes = inflateRawSync(Buffer.from(line, 'base64'), { maxOutputLength: MAX_LINE });
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** It came from another process, so it is looked at again. */
export function parseHandover(data: unknown): CommandLine | undefined {
  const handed = decoded(data);
  if (typeof handed !== 'object' || handed === null) return undefined;
  const { links, saveTo } = handed as { links?: unknown; saveTo?: unknown };
  if (!Array.isArray(links) || links.length > 10_000) return undefined;
  const whole = links.filter(
    (link) => typeof link === 'string' && (isMagnet(link) || isAbsolute(link)),
  );
  return {
    profile: undefined,
    saveTo: typeof saveTo === 'string' && isAbsolute(saveTo) ? saveTo : undefined,
    set: [],
    hidden: false,
    links: whole as string[],
  };
}
