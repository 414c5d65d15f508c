import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { licencesPlugin } from './scripts/build/licences.mjs';
import {
  chromeTarget,
  external,
  nodeTarget,
  output,
  workerEntries,
} from './scripts/build/targets.mjs';
import { inRoot } from './scripts/setup/paths.mjs';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: nodeTarget,
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: 'main/index.ts',
          'engine-host': 'engine/node/host.ts',
          ...workerEntries(),
        },
        external,
        output,
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: nodeTarget,
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'preload/index.ts' },
        // A sandboxed preload script is CommonJS and can require nothing but electron.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), licencesPlugin()],
    build: {
      outDir: 'out/renderer',
      target: chromeTarget,
      minify: true,
      sourcemap: true,
      rolldownOptions: { input: inRoot('renderer', 'index.html') },
    },
  },
});
