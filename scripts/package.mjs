// npm run package [-- TARGET…]: packages for this system, or the unpacked folder where their tools are out of reach.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { ensureBuilt } from './build/index.mjs';
import { electronConfig, pack, unpackedFolder } from './build/pack.mjs';
import { saySizes } from './build/sizes.mjs';
import { setUp } from './setup/index.mjs';
import { main, SetupProblem, say } from './setup/report.mjs';

const kinds = {
  linux: ['AppImage', 'deb', 'rpm'],
  darwin: ['dmg', 'zip'],
  win32: ['nsis'],
};

/** What can be made here, and why not the rest. */
function choose(electron, asked) {
  const all = [...(kinds[process.platform] ?? []), 'dir'];
  const unknown = asked.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new SetupProblem(
      `${unknown.join(', ')} cannot be built on ${process.platform}.`,
      `There are: ${all.join(' ')}. Each system’s packages are built on that system.`,
    );
  }
  if (electron.kind !== 'fallback') return asked;
  if (asked.some((name) => name !== 'dir')) {
    throw new SetupProblem(
      'This machine has only the fallback Electron, which is never released.',
      'npx install-electron fetches the released one; `npm run package -- dir` packs a folder to try.',
    );
  }
  say(`This machine has only the fallback Electron and does not reach the release host, so it can`);
  say(`build the unpacked folder (dir), to try; not ${all.slice(0, -1).join(', ')}.`);
  return ['dir'];
}

/** SKEIN_PUBLISH=owner/repository: where released packages look for their updates. Others do not look. */
function publishConfig() {
  const [owner, repo] = (process.env.SKEIN_PUBLISH ?? '').split('/');
  if (!owner || !repo) return {};
  return { publish: { provider: 'github', owner, repo } };
}

await main(async () => {
  const electron = await setUp();
  const targets = choose(electron, process.argv.slice(2));
  await ensureBuilt('app');
  say(`Packing ${targets.join(', ') || kinds[process.platform].join(', ')} into dist/`);
  await pack(targets, { ...electronConfig(electron), ...publishConfig() });
  const unpacked = unpackedFolder();
  if (existsSync(unpacked)) saySizes(unpacked);
});
