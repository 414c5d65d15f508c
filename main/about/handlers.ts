import { release, type, version } from 'node:os';
import { join } from 'node:path';
import { app, shell } from 'electron';
import { done, fault, ok } from '../../engine/api/index.ts';
import type { About, aboutCalls } from '../../preload/contract/about-calls.ts';
import type { Handlers } from '../ipc/register.ts';
import { readLog } from './read-log.ts';

function about(profile: string): About {
  const { electron = '', chrome = '', node = '', v8 = '' } = process.versions;
  return {
    versions: [
      ['Skein', app.getVersion()],
      ['Electron', electron],
      ['Chromium', chrome],
      ['Node.js', node],
      ['V8', v8],
    ],
    system: `${type()} ${release()}, ${process.arch} (${version()})`,
    profile,
  };
}

/** Versions, and what the program wrote down. */
export function aboutHandlers(profile: string): Pick<Handlers, keyof typeof aboutCalls> {
  const logs = join(profile, 'logs');
  return {
    about: () => ok(about(profile)),
    readLog: async ({ since }) => ok(await readLog(logs, since)),
    openFolder: async ({ folder }) => {
      const path = folder === 'logs' ? logs : profile;
      const refused = await shell.openPath(path);
      return refused === '' ? done : fault('open-failed', path, refused);
    },
  };
}
