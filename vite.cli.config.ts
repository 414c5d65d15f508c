import { defineConfig } from 'vite';
import { external, nodeTarget, output, workerEntries } from './scripts/build/targets.mjs';

// The engine for plain Node. The tests run the engine's sources and take its workers from here.
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'out/cli',
    emptyOutDir: true,
    target: nodeTarget,
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        index: 'engine/cli/index.ts',
        'engine-host': 'engine/node/host.ts',
        ...workerEntries(),
      },
      external,
      output,
    },
  },
});
