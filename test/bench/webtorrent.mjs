// npm's webtorrent as a contestant, in a newer Node than ours. TCP only, no discovery but the torrent's tracker.
//
// node webtorrent.mjs FOLDER TORRENT DIR     FOLDER: where it is installed
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, torrentFile, dir] = process.argv.slice(2);

// WebRTC comes as a native module that is not fetched here, and it is not wanted: only browsers speak it.
const names = ['RTCPeerConnection', 'RTCSessionDescription', 'RTCIceCandidate'];
const source = `${names.map((name) => `export const ${name} = undefined;`).join('')}export default {};`;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'webrtc-polyfill'
      ? { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true }
      : next(specifier, context),
});

const entry = join(folder, 'node_modules', 'webtorrent', 'index.js');
const { default: WebTorrent } = await import(pathToFileURL(entry).href);
const off = { dht: false, lsd: false, utp: false, natUpnp: false, natPmp: false, utPex: false };
const client = new WebTorrent({ ...off, maxConns: 55 });
const fail = (error) => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
};
client.on('error', fail);
const torrent = client.add(readFileSync(torrentFile), { path: dir });
torrent.on('error', fail);
// Told which port it has, so that others can dial it: what it dials itself it encrypts.
torrent.on('ready', () => process.stdout.write(`ready ${client.torrentPort}\n`));
torrent.on('done', () => process.stdout.write('complete\n'));
