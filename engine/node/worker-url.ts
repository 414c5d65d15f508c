/**
 * Where the built script of a worker thread lies: beside the bundle, or in out/cli while the
 * sources run as they are (tests), since a worker cannot be started from TypeScript.
 */
function scriptUrl(path: string): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? `../../out/cli/${path}` : `./${path}`, here);
}

/** The script that the bundler makes of engine/node/workers/NAME.ts. */
export const workerUrl = (name: string): URL => scriptUrl(`workers/${name}.js`);

/** The script that the bundler makes of engine/node/host.ts. */
export const engineHostUrl = (): URL => scriptUrl('engine-host.js');
