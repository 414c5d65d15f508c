import { Bitfield } from '../../../engine/core/bitfield.ts';
import { WireDecoder, type WireSink } from '../../../engine/core/wire/decoder.ts';
import {
  BLOCK_HEADER,
  MessageWriter,
  writeBlockHeader,
} from '../../../engine/core/wire/encoder.ts';
import { encodeHandshake, type Handshake } from '../../../engine/core/wire/handshake.ts';
import { MSG } from '../../../engine/core/wire/ids.ts';
import type { Connection, ConnectionEvents, NetCode } from '../../../engine/ports/net.ts';
import type { HostOptions, SimHost } from '../world/host.ts';
import { createSimNet } from '../world/tcp.ts';
import type { World } from '../world/world.ts';
import { PORT } from './node.ts';
import { type SimTorrent, sha1 } from './torrent.ts';

/** How a scripted peer differs from a plain seed without extensions. */
export interface Script {
  /** What it claims to have; absent: everything. */
  readonly has?: Bitfield;
  /** BEP 6. */
  readonly fast?: boolean;
  readonly extended?: boolean;
  readonly infoHash?: Uint8Array;
  /** The last 12 bytes of its peer id. */
  readonly id?: string;
  /** After the handshake, instead of a bitfield and an unchoke. */
  greeted?(wire: ScriptedWire): void;
  /** An extended message came (BEP 10). */
  extendedCame?(wire: ScriptedWire, id: number, payload: Uint8Array): void;
  cancelled?(wire: ScriptedWire, piece: number, begin: number): void;
  /** Absent: the right bytes. Undefined: nothing at all. */
  answer?(
    wire: ScriptedWire,
    piece: number,
    begin: number,
    right: Uint8Array,
  ): Uint8Array | undefined;
}

/** What was seen on one connection. */
export interface Seen {
  readonly requests: { readonly piece: number; readonly begin: number; readonly at: number }[];
  readonly cancels: { readonly piece: number; readonly begin: number }[];
  readonly rejects: { readonly piece: number; readonly begin: number }[];
  readonly haves: number[];
  /** BEP 6. */
  readonly allowed: number[];
  readonly suggested: number[];
  readonly blocks: { readonly piece: number; readonly begin: number; readonly bytes: Uint8Array }[];
  bitfield: Uint8Array | 'all' | 'none' | undefined;
  unchokes: number;
  chokes: number;
  interested: boolean;
}

/** A host that speaks the wire as a script says. It listens, and dials when told to. */
export class ScriptedPeer {
  readonly world: World;
  readonly host: SimHost;
  readonly torrent: SimTorrent;
  readonly script: Script;
  readonly wires: ScriptedWire[] = [];

  constructor(world: World, torrent: SimTorrent, script: Script = {}, options: HostOptions = {}) {
    this.world = world;
    this.torrent = torrent;
    this.script = script;
    this.host = world.addHost(options);
    void createSimNet(this.host).listen({ host: '', port: PORT }, (connection) => {
      const wire = new ScriptedWire(this, false);
      wire.connection = connection;
      this.wires.push(wire);
      return wire;
    });
  }

  get address(): string {
    return this.host.addresses[0] as string;
  }

  dial(address: string): ScriptedWire {
    const wire = new ScriptedWire(this, true);
    this.wires.push(wire);
    wire.connection = createSimNet(this.host).connect({ host: address, port: PORT }, wire, 10_000);
    return wire;
  }

  /** Requests of all connections. */
  get requests(): number {
    return this.wires.reduce((sum, { seen }) => sum + seen.requests.length, 0);
  }
}

export class ScriptedWire implements ConnectionEvents, WireSink {
  readonly peer: ScriptedPeer;
  readonly #dialled: boolean;
  readonly decoder: WireDecoder;
  readonly writer = new MessageWriter();
  connection!: Connection;
  readonly seen: Seen = {
    requests: [],
    cancels: [],
    rejects: [],
    haves: [],
    allowed: [],
    suggested: [],
    blocks: [],
    bitfield: undefined,
    unchokes: 0,
    chokes: 0,
    interested: false,
  };
  isGreeted = false;
  /** 'open' until the other side, or a fault, ended it. */
  state: 'open' | 'ended' | NetCode = 'open';
  #block: Uint8Array = new Uint8Array(0);

  constructor(peer: ScriptedPeer, dialled: boolean) {
    this.peer = peer;
    this.#dialled = dialled;
    this.decoder = new WireDecoder(this, 250_000);
  }

  opened(): void {
    if (this.#dialled) this.greet();
  }
  received(chunk: Uint8Array): void {
    const code = this.decoder.push(chunk);
    if (code !== undefined) throw new Error(`Our engine sent ${code}.`);
    this.flush();
  }
  drained(): void {
    this.flush();
  }
  closed(code?: NetCode): void {
    this.state = code ?? 'ended';
  }

  greet(): void {
    const { script, torrent, host } = this.peer;
    const peerId = new Uint8Array(20);
    peerId.set(
      new TextEncoder()
        .encode(`-XX0001-${(script.id ?? host.name).padEnd(12, '.')}`)
        .subarray(0, 20),
    );
    const infoHash = script.infoHash ?? sha1([torrent.info.raw]);
    this.connection.write(
      encodeHandshake({
        infoHash,
        peerId,
        fast: script.fast ?? false,
        extended: script.extended ?? false,
        dht: false,
      }),
    );
  }

  flush(): void {
    if (this.state === 'open' && this.writer.length > 0) this.connection.write(this.writer.take());
  }

  sendBlock(piece: number, begin: number, bytes: Uint8Array): void {
    const header = new Uint8Array(BLOCK_HEADER);
    writeBlockHeader(header, 0, piece, begin, bytes.length);
    this.connection.write(header, bytes);
  }

  right(piece: number, begin: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.peer.torrent.fill(piece * this.peer.torrent.info.pieceLength + begin, bytes);
    return bytes;
  }

  handshake(_handshake: Handshake): boolean {
    this.isGreeted = true;
    if (!this.#dialled) this.greet();
    const { script, torrent } = this.peer;
    if (script.greeted !== undefined) {
      script.greeted(this);
      return true;
    }
    const has = script.has ?? new Bitfield(torrent.info.pieceCount);
    if (script.has === undefined) has.setAll();
    this.writer.bitfield(has.bytes);
    this.writer.bare(MSG.unchoke);
    return true;
  }
  keepAlive(): void {
    // Nothing to do.
  }
  choke(): void {
    this.seen.chokes++;
  }
  unchoke(): void {
    this.seen.unchokes++;
  }
  interested(): void {
    this.seen.interested = true;
  }
  notInterested(): void {
    this.seen.interested = false;
  }
  have(piece: number): boolean {
    this.seen.haves.push(piece);
    return true;
  }
  bitfield(bits: Uint8Array): boolean {
    this.seen.bitfield = bits;
    return true;
  }
  haveAll(): boolean {
    this.seen.bitfield = 'all';
    return true;
  }
  haveNone(): boolean {
    this.seen.bitfield = 'none';
    return true;
  }
  request(piece: number, begin: number, length: number): boolean {
    this.seen.requests.push({ piece, begin, at: this.peer.world.now });
    const right = this.right(piece, begin, length);
    const { script } = this.peer;
    const bytes = script.answer === undefined ? right : script.answer(this, piece, begin, right);
    if (bytes !== undefined) this.sendBlock(piece, begin, bytes);
    return true;
  }
  cancel(piece: number, begin: number): void {
    this.seen.cancels.push({ piece, begin });
    this.peer.script.cancelled?.(this, piece, begin);
  }
  reject(piece: number, begin: number): boolean {
    this.seen.rejects.push({ piece, begin });
    return true;
  }
  suggest(piece: number): void {
    this.seen.suggested.push(piece);
  }
  allowedFast(piece: number): boolean {
    this.seen.allowed.push(piece);
    return true;
  }
  port(): void {
    // No DHT here.
  }
  extended(id: number, payload: Uint8Array): boolean {
    this.peer.script.extendedCame?.(this, id, payload);
    return true;
  }
  blockStarts(_piece: number, _begin: number, length: number): boolean {
    this.#block = new Uint8Array(length);
    this.decoder.aim(this.#block, 0);
    return true;
  }
  blockBytes(): void {
    // Counted at the end.
  }
  blockEnds(piece: number, begin: number): boolean {
    this.seen.blocks.push({ piece, begin, bytes: this.#block });
    return true;
  }
}
