import { version } from '../../package.json' with { type: 'json' };
import { EXIT } from './exit.ts';
import { HELP } from './help.ts';
import { type CliOptions, parseCommandLine } from './options.ts';
import { createOutput } from './output.ts';
import { Profile } from './profile.ts';
import { Stop } from './stop.ts';

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
  if (asked.value.command === 'settings') {
    (await import('./settings.ts')).listSettings(asked.value.words, output);
    return EXIT.done;
  }
  const stop = new Stop();
  try {
    return await command(asked.value as CliOptions, stop);
  } finally {
    stop.close();
  }

  /** Each loads what it needs, when it is asked for. */
  async function command(options: CliOptions, stop: Stop): Promise<number> {
    switch (options.command) {
      case 'download':
      case 'seed':
      case 'watch':
      case 'import': {
        const profile = new Profile(options);
        const { run } = await import('./run.ts');
        return run(options, version, output, stop, profile);
      }
      case 'verify':
        return (await import('./verify.ts')).verify(options, output, stop);
      case 'create':
        return (await import('./create.ts')).create(options, version, output, stop);
      case 'inspect':
        return (await import('./inspect.ts')).inspect(options, output);
    }
  }
}

process.exitCode = await main();
