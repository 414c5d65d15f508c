// The reference: a leecher with no features at all. One connection, requests always in flight, SHA-1 of each
// piece, write it to a fresh file, nothing else: no state, no choice, no upload, no second peer. What a client
// written in JavaScript could reach at most with the simplest means.
//
// node featureless-leecher.mjs HOST PORT INFO_HASH TOTAL PIECE_LENGTH OUT_FILE
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, write } from 'node:fs';
import { connect } from 'node:net';

const [host, port, infoHash, totalText, pieceText, outFile] = process.argv.slice(2);
const total = Number(totalText);
const pieceLength = Number(pieceText);
const BLOCK = 16384;
const IN_FLIGHT = 256;
const WRITES_IN_FLIGHT = 2;

const file = openSync(outFile, 'w');
const pieces = Math.ceil(total / pieceLength);
const lengthOf = (index) => Math.min(pieceLength, total - index * pieceLength);
const buffers = new Map();
const spare = [];
const waiting = [];
let writing = 0;
let nextPiece = 0;
let nextBegin = 0;
let done = 0;

const socket = connect(Number(port), host);
socket.setNoDelay(true);
const handshake = Buffer.alloc(68);
handshake.write('\x13BitTorrent protocol', 'latin1');
Buffer.from(infoHash, 'hex').copy(handshake, 28);
Buffer.concat([Buffer.from('-RF0001-'), randomBytes(12)]).copy(handshake, 48);
socket.write(handshake);
socket.write(Buffer.from([0, 0, 0, 1, 2]));

function request(count) {
  const messages = Buffer.alloc(17 * count);
  let used = 0;
  for (let made = 0; made < count && nextPiece < pieces; made++) {
    const length = Math.min(BLOCK, lengthOf(nextPiece) - nextBegin);
    messages.writeUInt32BE(13, used);
    messages[used + 4] = 6;
    messages.writeUInt32BE(nextPiece, used + 5);
    messages.writeUInt32BE(nextBegin, used + 9);
    messages.writeUInt32BE(length, used + 13);
    used += 17;
    nextBegin += length;
    if (nextBegin >= lengthOf(nextPiece)) {
      nextPiece++;
      nextBegin = 0;
    }
  }
  if (used > 0) socket.write(messages.subarray(0, used));
}

function pump() {
  while (writing < WRITES_IN_FLIGHT && waiting.length > 0) {
    const { index, buffer } = waiting.shift();
    writing++;
    write(file, buffer, 0, lengthOf(index), index * pieceLength, (error) => {
      if (error) throw error;
      writing--;
      spare.push(buffer);
      done++;
      if (done === pieces) {
        closeSync(file);
        process.stdout.write('complete\n');
        // Stays, so that its times can still be read, until its stdin closes.
        process.stdin.resume();
      } else {
        pump();
      }
    });
  }
}

function finish(index, entry) {
  buffers.delete(index);
  // The digest is not compared: this is about time, and it takes none.
  createHash('sha1')
    .update(entry.buffer.subarray(0, lengthOf(index)))
    .digest();
  waiting.push({ index, buffer: entry.buffer });
  pump();
}

// State of the stream: the head of a message, then its payload straight into the piece's buffer.
const head = Buffer.alloc(13);
let headHave = 0;
let headNeed = 68;
let greeted = false;
let skip = 0;
let block;
let blocksReceived = 0;

function onHead() {
  if (!greeted) {
    greeted = true;
    return;
  }
  const length = head.readUInt32BE(0);
  const id = head[4];
  if (id === 1 && length === 1) {
    request(IN_FLIGHT);
    return;
  }
  if (id !== 7) {
    skip = length - 1;
    return;
  }
  const index = head.readUInt32BE(5);
  let entry = buffers.get(index);
  if (!entry) {
    entry = { buffer: spare.pop() ?? Buffer.allocUnsafeSlow(pieceLength), have: 0 };
    buffers.set(index, entry);
  }
  block = { index, entry, at: head.readUInt32BE(9), left: length - 9 };
}

socket.on('data', (data) => {
  let at = 0;
  while (at < data.length) {
    if (skip > 0) {
      const step = Math.min(skip, data.length - at);
      skip -= step;
      at += step;
    } else if (block) {
      const step = Math.min(block.left, data.length - at);
      data.copy(block.entry.buffer, block.at, at, at + step);
      block.at += step;
      block.left -= step;
      block.entry.have += step;
      at += step;
      if (block.left > 0) continue;
      const { index, entry } = block;
      block = undefined;
      blocksReceived++;
      if (blocksReceived === 16) {
        request(16);
        blocksReceived = 0;
      }
      if (entry.have === lengthOf(index)) finish(index, entry);
    } else {
      // Only piece messages have a head longer than five bytes; keep-alives have four.
      const step = Math.min(headNeed - headHave, data.length - at);
      if (greeted) data.copy(head, headHave, at, at + step);
      headHave += step;
      at += step;
      if (headHave < headNeed) continue;
      if (greeted && headNeed === 4) {
        if (head.readUInt32BE(0) > 0) {
          headNeed = 5;
        } else {
          headHave = 0;
        }
        continue;
      }
      if (greeted && headNeed === 5 && head[4] === 7) {
        headNeed = 13;
        continue;
      }
      onHead();
      headHave = 0;
      headNeed = 4;
    }
  }
});
socket.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
socket.on('close', () => {
  if (done === pieces) return;
  process.stderr.write(`closed by the peer after ${done} of ${pieces} pieces\n`);
  process.exit(1);
});
