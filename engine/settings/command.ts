/** A program and its arguments as they are kept: one a line, the program first. Nothing is quoted. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

const isProgramName = (program: string): boolean =>
  /^(\/|[a-z]:[\\/]|\\\\)./i.test(program) || !/[\\/]/.test(program);

/**
 * Undefined unless the program is a full path or a name without separators, which the system looks up.
 * Empty lines below the last argument do not count; others are empty arguments.
 */
export function parseCommand(text: string): Command | undefined {
  if (text.includes('\0')) return undefined;
  const [first = '', ...args] = text.trimEnd().split(/\r?\n/);
  const program = first.trim();
  if (program === '' || program === '.' || program === '..' || !isProgramName(program))
    return undefined;
  return { program, args };
}
