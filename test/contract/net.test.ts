import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, ConnectionEvents, Listener, NetCode } from '../../engine/ports/net.ts';
import { type Rig, rigs } from './rigs/network.ts';

/** One end of a connection and all that it was told. */
class End implements ConnectionEvents {
  connection: Connection | undefined;
  readonly log: string[] = [];
  readonly chunks: Uint8Array[] = [];
  bytes = 0;
  end: { readonly code: NetCode | undefined } | undefined;
  drains = 0;
  opened(): void {
    this.log.push('opened');
  }
  received(chunk: Uint8Array): void {
    this.log.push('received');
    this.bytes += chunk.length;
    this.chunks.push(chunk.slice());
  }
  drained(): void {
    this.drains++;
  }
  closed(code?: NetCode): void {
    if (this.end !== undefined) throw new Error('closed twice');
    this.end = { code };
  }
  whole(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.chunks));
  }
}

const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8)) & 0xff);

describe.each(rigs)('net %s', (_name, makeRig) => {
  let rig: Rig;
  let listener: Listener;
  let accepted: End[];
  let refuse: boolean;
  const open: End[] = [];

  beforeEach(async () => {
    rig = makeRig();
    accepted = [];
    refuse = false;
    const listening = await rig.settle(
      rig.ports.net.listen({ host: rig.host, port: 0 }, (connection) => {
        if (refuse) return undefined;
        const end = new End();
        end.connection = connection;
        accepted.push(end);
        return end;
      }),
    );
    if (!listening.ok) throw new Error(listening.message);
    listener = listening.value;
  });

  afterEach(async () => {
    for (const end of [...open.splice(0), ...accepted]) end.connection?.close();
    await rig.settle(listener.close());
    await rig.end();
  });

  const dial = (port = listener.local.port, timeoutMs = 5_000): End => {
    const end = new End();
    end.connection = rig.ports.net.connect({ host: rig.host, port }, end, timeoutMs);
    open.push(end);
    return end;
  };

  const pair = async (): Promise<[End, End]> => {
    const here = dial();
    await rig.until(() => here.log.includes('opened') && accepted.length > 0);
    return [here, accepted[0] as End];
  };

  it('carries bytes both ways, in order and whole', async () => {
    const [here, there] = await pair();
    const up = pattern(700_000);
    const down = pattern(300_001);
    here.connection?.write(up.subarray(0, 13), up.subarray(13));
    there.connection?.write(down);
    await rig.until(() => there.bytes === up.length && here.bytes === down.length);
    expect(Buffer.compare(there.whole(), up)).toBe(0);
    expect(Buffer.compare(here.whole(), down)).toBe(0);
  });

  it('keeps many connections apart, though they share their memory', async () => {
    const ends = Array.from({ length: 20 }, () => dial());
    await rig.until(
      () => accepted.length === 20 && ends.every((end) => end.log.includes('opened')),
    );
    for (const end of accepted) {
      const id = end.connection?.remote.port as number;
      for (let i = 0; i < 10; i++) end.connection?.write(new Uint8Array(5_000).fill(id % 251));
    }
    await rig.until(() => ends.every((end) => end.bytes === 50_000));
    for (const end of ends) {
      const id = end.connection?.local?.port as number;
      expect(end.whole().every((byte) => byte === id % 251)).toBe(true);
    }
  });

  it('knows both addresses', async () => {
    const [here, there] = await pair();
    expect(here.connection?.remote).toEqual({ host: rig.host, port: listener.local.port });
    expect(there.connection?.local).toEqual({ host: rig.host, port: listener.local.port });
    expect(there.connection?.remote).toEqual(here.connection?.local);
  });

  it('calls nothing back from inside connect and write', async () => {
    const here = dial();
    expect(here.log).toEqual([]);
    await rig.until(() => here.log.includes('opened') && accepted.length > 0);
    here.connection?.write(pattern(4_000_000));
    expect(here.drains).toBe(0);
  });

  it('counts what waits, and tells when all of it has left', async () => {
    const [here, there] = await pair();
    there.connection?.pause();
    let waiting = 0;
    let sent = 0;
    for (let i = 0; i < 40 && waiting === 0; i++) {
      waiting = here.connection?.write(pattern(1_000_000)) ?? 0;
      sent += 1_000_000;
    }
    expect(waiting).toBeGreaterThan(0);
    expect(here.connection?.queued).toBe(waiting);
    expect(here.drains).toBe(0);
    there.connection?.resume();
    await rig.until(() => there.bytes === sent && here.drains === 1);
    expect(here.connection?.queued).toBe(0);
  });

  it('sends what was gathered together, and in order', async () => {
    const [here, there] = await pair();
    const bytes = pattern(300_000);
    here.connection?.gather();
    for (let at = 0; at < bytes.length; at += 20_000)
      here.connection?.write(bytes.subarray(at, at + 13), bytes.subarray(at + 13, at + 20_000));
    expect(here.connection?.release()).toBe(here.connection?.queued);
    await rig.until(() => there.bytes === bytes.length);
    expect(Buffer.compare(there.whole(), bytes)).toBe(0);
    expect(here.connection?.queued).toBe(0);
  });

  it('takes a hang-up while it gathers', async () => {
    const [here, there] = await pair();
    here.connection?.gather();
    here.connection?.write(pattern(100));
    here.connection?.close();
    expect(here.connection?.release()).toBe(0);
    await rig.until(() => there.end !== undefined);
  });

  it('delivers nothing while paused, and everything afterwards', async () => {
    const [here, there] = await pair();
    there.connection?.pause();
    here.connection?.write(pattern(10_000));
    await rig.pass(100);
    expect(there.bytes).toBe(0);
    there.connection?.resume();
    await rig.until(() => there.bytes === 10_000);
  });

  it('reports the other side hanging up once, without a code, after its last bytes', async () => {
    const [here, there] = await pair();
    there.connection?.write(pattern(1_000));
    await rig.until(() => here.bytes === 1_000);
    there.connection?.close();
    await rig.until(() => here.end !== undefined);
    expect(here.end).toEqual({ code: undefined });
    expect(there.end).toBeUndefined();
  });

  it('says nothing more after our own close', async () => {
    const [here, there] = await pair();
    there.connection?.write(pattern(100_000));
    here.connection?.close();
    here.connection?.close();
    const before = here.bytes;
    await rig.until(() => there.end !== undefined);
    await rig.pass(50);
    expect(here.end).toBeUndefined();
    expect(here.bytes).toBe(before);
    expect(here.connection?.write(pattern(10))).toBe(0);
  });

  it('can be closed from inside a callback', async () => {
    const here = dial();
    here.received = function (this: End, chunk) {
      this.bytes += chunk.length;
      this.connection?.close();
    };
    await rig.until(() => here.log.includes('opened') && accepted.length > 0);
    const there = accepted[0] as End;
    there.connection?.write(pattern(2_000_000));
    await rig.until(() => there.end !== undefined);
    expect(here.bytes).toBeLessThan(2_000_000);
  });

  it('reports a refused dial', async () => {
    const here = dial(await rig.freePort());
    await rig.until(() => here.end !== undefined);
    expect(here.end).toEqual({ code: 'net-refused' });
    expect(here.log).toEqual([]);
  });

  it('reports an address that cannot be dialled', async () => {
    const here = new End();
    here.connection = rig.ports.net.connect({ host: '255.255.255.255', port: 9 }, here, 300);
    await rig.until(() => here.end !== undefined);
    expect(['net-unreachable', 'net-denied', 'net-timeout']).toContain(here.end?.code);
  });

  it('closes a connection that the owner does not want', async () => {
    refuse = true;
    const here = dial();
    await rig.until(() => here.end !== undefined);
    expect(accepted).toEqual([]);
  });

  it('reports a port that is taken', async () => {
    const second = await rig.settle(rig.ports.net.listen({ ...listener.local }, () => undefined));
    expect(second).toMatchObject({ ok: false, code: 'net-port-taken' });
  });

  it('takes no more connections once closed, keeps those it has, and frees the port', async () => {
    const [here, there] = await pair();
    await rig.settle(listener.close());
    const late = dial();
    await rig.until(() => late.end !== undefined);
    expect(late.end).toEqual({ code: 'net-refused' });
    here.connection?.write(pattern(100));
    await rig.until(() => there.bytes === 100);
    const again = await rig.settle(rig.ports.net.listen({ ...listener.local }, () => undefined));
    expect(again.ok).toBe(true);
    if (again.ok) await rig.settle(again.value.close());
  });

  it('lists the interfaces with their prefixes', () => {
    const found = rig.ports.net.interfaces();
    expect(found.find(({ address }) => address === '127.0.0.1')).toMatchObject({
      loopback: true,
      prefix: 8,
    });
  });
});

describe('the real net', () => {
  const rig = (): Rig => (rigs[0] as (typeof rigs)[number])[1]();

  /** Remembers the memory that chunks come in. */
  class Ear extends End {
    readonly memory = new Set<ArrayBufferLike>();
    override received(chunk: Uint8Array): void {
      super.received(chunk);
      this.memory.add(chunk.buffer);
    }
  }

  it('reads into one buffer, on dialled and on accepted connections', async () => {
    const { ports, until } = rig();
    const there = new Ear();
    const listening = await ports.net.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
      there.connection = connection;
      return there;
    });
    if (!listening.ok) throw new Error(listening.message);
    const here = new Ear();
    here.connection = ports.net.connect(listening.value.local, here, 5_000);
    await until(() => here.log.includes('opened') && there.connection !== undefined);
    here.connection.write(pattern(100_000));
    there.connection?.write(pattern(100_000));
    await until(() => here.bytes === 100_000 && there.bytes === 100_000);
    expect([...here.memory]).toEqual([...there.memory]);
    expect(here.memory.size).toBe(1);
    here.connection.close();
    there.connection?.close();
    await listening.value.close();
  });

  it('takes IPv4 and IPv6 on one port, and knows IPv4 by its own name', async () => {
    const { ports, until } = rig();
    const remotes: string[] = [];
    const listening = await ports.net.listen({ host: '', port: 0 }, (connection) => {
      remotes.push(connection.remote.host);
      return undefined;
    });
    if (!listening.ok) throw new Error(listening.message);
    const { port } = listening.value.local;
    for (const host of ['127.0.0.1', '::1']) {
      const end = new End();
      end.connection = ports.net.connect({ host, port }, end, 5_000);
      await until(() => end.end !== undefined);
    }
    expect(remotes).toEqual(['127.0.0.1', '::1']);
    await listening.value.close();
  });

  it('reports an address that is not this machine’s', async () => {
    const { ports } = rig();
    const listening = await ports.net.listen({ host: '203.0.113.9', port: 0 }, () => undefined);
    expect(listening).toMatchObject({
      ok: false,
      code: 'net-unreachable',
      subject: '203.0.113.9:0',
    });
  });
});
