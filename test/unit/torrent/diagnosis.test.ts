import { expect, test } from 'vitest';
import { type DiagnosisFacts, diagnose } from '../../../engine/torrent/diagnosis.ts';

/** A download that should move, with a peer that would give. */
const wanting: DiagnosisFacts = {
  state: 'downloading',
  fault: undefined,
  queuedBy: undefined,
  pausedByRule: false,
  downRate: 0,
  connected: 3,
  useful: 2,
  open: 1,
  held: 0,
  known: 10,
  trackersFail: false,
  trackers: 1,
  private: false,
  dht: 'on',
  portClosed: false,
};
const alone: Partial<DiagnosisFacts> = { connected: 0, useful: 0, open: 0, known: 0 };

test.each<[string, Partial<DiagnosisFacts>, string | undefined]>([
  ['the disk is full', { state: 'error', fault: 'disk-full' }, 'disk-full'],
  ['its folder is gone', { state: 'missing', fault: 'disk-missing' }, 'folder-missing'],
  ['a file cannot be written', { state: 'error', fault: 'disk-denied' }, 'file-error'],
  ['the computer is on battery', { state: 'queued', queuedBy: 'battery' }, 'on-battery'],
  ['the network is paid for', { state: 'queued', queuedBy: 'metered' }, 'on-metered'],
  ['the disk is nearly full', { state: 'queued', queuedBy: 'disk-low' }, 'disk-low'],
  ['a rule paused it', { state: 'paused', pausedByRule: true }, 'paused-by-rule'],
  ['the user paused it', { state: 'paused' }, undefined],
  ['it waits for a place', { state: 'queued' }, 'queued'],
  ['it seeds', { state: 'seeding', ...alone }, undefined],
  ['it is checked', { state: 'checking', ...alone }, undefined],
  ['data comes', { downRate: 1 }, undefined],
  ['nobody is known', alone, 'no-peers'],
  ['all trackers fail', { ...alone, trackersFail: true, dht: 'off' }, 'trackers-failing'],
  ['it is private without a tracker', { ...alone, trackers: 0, private: true }, 'no-trackers'],
  ['no tracker, and the DHT is off', { ...alone, trackers: 0, dht: 'off' }, 'dht-off'],
  ['no tracker, and the DHT is empty', { ...alone, trackers: 0, dht: 'empty' }, 'dht-empty'],
  ['a tracker names nobody, DHT off', { ...alone, dht: 'off' }, 'no-peers'],
  ['nobody lets us in, port closed', { ...alone, known: 5, portClosed: true }, 'port-closed'],
  ['nobody lets us in, port open', { ...alone, known: 5 }, 'no-peers'],
  ['a magnet finds nobody', { ...alone, state: 'metadata' }, 'no-peers'],
  ['nobody sends the metadata', { state: 'metadata', useful: 0 }, 'no-metadata'],
  ['nobody has what is missing', { useful: 0, open: 0 }, 'pieces-missing'],
  ['all choke us', { open: 0 }, 'choked'],
  ['our limit holds', { held: 1 }, 'limited'],
  ['a request is on its way', {}, undefined],
])('the cause when %s', (_case, facts, cause) => {
  expect(diagnose({ ...wanting, ...facts })).toBe(cause);
});
