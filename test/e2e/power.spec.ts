import { createServer } from 'node:net';
import { join } from 'node:path';
import { startBus } from '../support/bus.ts';
import { startFixedTracker } from '../support/fixed-tracker.ts';
import { writeRandomFile } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import { expect, type Skein, test } from './support/skein.ts';
import { settle, smallTorrent } from './support/torrents.ts';

const resume = (skein: Skein): Promise<void> =>
  skein.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));

test('transfers rest on battery and on metered networks, as UPower and NetworkManager tell', async ({
  launch,
  group,
  dir,
}) => {
  test.skip(process.platform !== 'linux', 'the services of Linux');
  const needed = requirements('busctl');
  test.skip(needed.missing !== undefined, needed.missing);
  const bus = await startBus(group, dir);
  const power = { OnBattery: true };
  // NMMetered: 1 is yes, 2 no.
  const network = { Metered: 1 };
  await bus.own('org.freedesktop.UPower', power);
  await bus.own('org.freedesktop.NetworkManager', network);
  const skein = await launch({ env: { DBUS_SYSTEM_BUS_ADDRESS: bus.address } });
  await settle(skein, dir);
  await skein.call('setDesktop', { startPaused: false });
  await skein.call('openPaths', { paths: [await smallTorrent(dir, 'patient')] });
  const row = skein.row('patient');
  const rests = async (why: string): Promise<void> => expect(row).toContainText(why);
  const goesOn = async (): Promise<void> => {
    await resume(skein);
    await expect(row).not.toContainText('Waits for');
  };

  await skein.call('setDesktop', { pauseOnBattery: true });
  await rests('Waits for power');
  power.OnBattery = false;
  await goesOn();

  await skein.call('setDesktop', { pauseOnMetered: true });
  await rests('Metered network');
  network.Metered = 2;
  await goesOn();
});

test('after sleep trackers are asked again and peers are called again, at once and from the same port', async ({
  launch,
  group,
  dir,
}) => {
  const needed = requirements('mktorrent');
  test.skip(needed.missing !== undefined, needed.missing);
  const tracker = await startFixedTracker(group);
  // A peer that ends every connection at once: whoever was refused waits before the next try.
  let calls = 0;
  const peer = createServer((socket) => {
    socket.on('error', () => undefined);
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  group.own(() => new Promise<void>((resolve) => void peer.close(() => resolve())));
  const { port } = peer.address() as { port: number };
  tracker.setPeers([{ host: '127.0.0.1', port }]);
  const source = join(dir, 'asleep.mkv');
  await writeRandomFile(source, 100_000, 'asleep');
  const torrent = await makeTorrent(group, source, join(dir, 'asleep.torrent'), {
    announce: [tracker.url],
  });

  const skein = await launch();
  await settle(skein, dir);
  await skein.call('setDesktop', { startPaused: false });
  await skein.call('openPaths', { paths: [torrent.file] });
  await until(() => tracker.announces.length === 1, { what: 'the first announce' });
  await until(() => calls === 1, { what: 'the first call' });
  const [first] = tracker.announces;

  // The next announce is due in half an hour, the next call in a minute.
  const from = performance.now();
  await resume(skein);
  await until(() => tracker.announces.length > 1, { what: 'another announce', timeout: 30_000 });
  await until(() => calls > 1, { what: 'another call', timeout: 30_000 });
  expect(performance.now() - from).toBeLessThan(30_000);
  expect(tracker.announces[1]?.port).toBe(first?.port);
});
