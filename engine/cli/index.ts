import { version } from '../../package.json' with { type: 'json' };
import { create } from './create.ts';
import { EXIT } from './exit.ts';
import { HELP } from './help.ts';
import { inspect } from './inspect.ts';
import { type CliOptions, parseCommandLine } from './options.ts';
import { createOutput } from './output.ts';
import { run } from './run.ts';
import { Stop } from './stop.ts';
import { verify } from './verify.ts';

// Whoever read our output has enough of it (a pipe into head): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed);
});

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const asked = parseCommandLine(args);
  const output = createOutput(args.includes('--json'));
  if (!asked.ok) {
    output.fault(asked);
    return EXIT.usage;
  }
  if (asked.value.command === 'help') {
    process.stdout.write(HELP);
    return EXIT.done;
  }
  if (asked.value.command === 'version') {
    process.stdout.write(`${version}\n`);
    return EXIT.done;
  }
  const stop = new Stop();
  try {
    return await command(asked.value as CliOptions, stop);
  } finally {
    stop.close();
  }

  function command(options: CliOptions, stop: Stop): Promise<number> {
    switch (options.command) {
      case 'download':
      case 'seed':
        return run(options, version, output, stop);
      case 'verify':
        return verify(options, output, stop);
      case 'create':
        return create(options, version, output, stop);
      case 'inspect':
        return inspect(options, output);
    }
  }
}

process.exitCode = await main();
