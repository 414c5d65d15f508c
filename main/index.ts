import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, crashReporter, dialog, nativeTheme } from 'electron';
import { type CommandLine, handoverOf, parseCommandLine, parseHandover } from './command-line.ts';
import { takeLate } from './late-links.ts';
import { openLog } from './log.ts';
import { type ProfileFault, profileFault } from './profile.ts';
import { registerScheme } from './shell/protocol.ts';
import { textsFor } from './shell/texts.ts';
import { Skein } from './skein.ts';

/** Composition root. Everything that must happen before the app is ready happens here, synchronously. */
const commandLine = parseCommandLine(process.argv.slice(1), process.cwd());

/** A window in the tray keeps its page this long, for whoever comes right back. SKEIN_RELEASE_MS is for tests. */
const RELEASE_MS = 10 * 60_000;

app.setName('Skein');
const profile = commandLine.profile ?? app.getPath('userData');
const unusable = profileFault(profile);
// To say why it ends, Electron needs a folder, too.
const kept = unusable === undefined ? profile : mkdtempSync(join(tmpdir(), 'skein-'));
app.setPath('userData', kept);
// Chromium's own files stay out of the way of ours.
app.setPath('sessionData', join(kept, 'chromium'));
app.setPath('crashDumps', join(kept, 'logs', 'crashes'));
app.setAppLogsPath(join(kept, 'logs'));

// Crashes leave a file for the user to look at or send; nothing is sent by itself.
crashReporter.start({ uploadToServer: false });

registerScheme();
// Root has to give the sandbox up (--no-sandbox); asking for both starts helper processes that abort.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

/** Links that come before there is anybody to take them (macOS sends open-url and open-file early). */
const early: CommandLine[] = [commandLine];
let skein: Skein | undefined;

function take(line: CommandLine, show: boolean): void {
  if (skein === undefined) early.push(line);
  else skein.open(line, show);
}

if (unusable !== undefined) {
  void app.whenReady().then(() => giveUp(unusable));
} else if (app.requestSingleInstanceLock(handoverOf(commandLine))) {
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    const line = parseHandover(data);
    if (line !== undefined) take(line, true);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(parseCommandLine([resolve(path)], '/'), true);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(parseCommandLine([url], '/'), true);
  });
  const started = start();
  void app.whenReady().then(() => show(started));
} else {
  // The running Skein has the links now, and shows its window.
  app.exit(0);
}

/** Says why in a window and to whoever typed the command, and ends. */
function giveUp(why: ProfileFault): void {
  const texts = textsFor('system', app.getLocale());
  const message = texts.noProfile[why](profile);
  process.stderr.write(`${texts.noStart}. ${message}\n`);
  const [title, detail] = [texts.noStart, message];
  dialog.showMessageBoxSync({ type: 'error', title, message: title, detail });
  app.once('quit', () => rmSync(kept, { recursive: true, force: true }));
  app.exit(1);
}

/** The engine's thread reads the profile while Electron is still getting ready. */
function start(): Skein {
  early.push(...takeLate(profile));
  const log = openLog(profile);
  process.on('uncaughtException', (error) => log.error('uncaught exception', error));
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', error));
  const devUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  const started = new Skein({
    profile,
    set: commandLine.set,
    ownArguments: commandLine.profile === undefined ? [] : ['--profile', commandLine.profile],
    log,
    devUrl,
    out: resolve(import.meta.dirname, '..'),
    nonce: randomBytes(16).toString('base64url'),
    releaseAfterMs: Number(process.env['SKEIN_RELEASE_MS']) || RELEASE_MS,
  });
  started.startEngine();
  return started;
}

async function show(started: Skein): Promise<void> {
  nativeTheme.themeSource = 'system';
  const { wasOpenedAtLogin } = app.getLoginItemSettings();
  await started.startShell(commandLine.hidden || wasOpenedAtLogin);
  skein = started;
  for (const line of early.splice(0)) started.open(line, false);
}
