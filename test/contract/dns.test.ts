import { describe, expect, it } from 'vitest';
import { createNodeDns } from '../../engine/node/dns/dns.ts';
import { rigs } from './rigs/network.ts';

describe.each(rigs)('dns %s', (_name, makeRig) => {
  it('finds a name, and gives literals back in their canonical form', async () => {
    const rig = makeRig();
    const { dns } = rig.ports;
    const local = await rig.settle(dns.resolve('localhost'));
    expect(local.ok && local.value).toContain('127.0.0.1');
    expect(await rig.settle(dns.resolve('::FFFF:1.2.3.4'))).toEqual({
      ok: true,
      value: ['1.2.3.4'],
    });
    expect(await rig.settle(dns.resolve('[2001:DB8::0]'))).toEqual({
      ok: true,
      value: ['2001:db8::'],
    });
    await rig.end();
  });

  it('says of a name without an address that it failed, and names it', async () => {
    const rig = makeRig();
    const missing = await rig.settle(rig.ports.dns.resolve('no-such-name.invalid'));
    expect(missing.ok).toBe(false);
    expect(missing).toMatchObject({ subject: 'no-such-name.invalid' });
    await rig.end();
  });
});

describe('dns cache', () => {
  it('asks two at a time, each name once, and remembers', async () => {
    let running = 0;
    let most = 0;
    let asked = 0;
    const dns = createNodeDns(async () => {
      asked++;
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return [{ address: '9.9.9.9' }, { address: '9.9.9.9' }];
    });
    const names = Array.from({ length: 20 }, (_, i) => `host${i % 10}.example`);
    const answers = await Promise.all(names.map((name) => dns.resolve(name)));
    expect(answers.every((answer) => answer.ok && answer.value.length === 1)).toBe(true);
    expect([asked, most]).toEqual([10, 2]);
    await dns.resolve('host3.example');
    expect(asked).toBe(10);
  });

  it('goes on after a look-up that failed', async () => {
    let fail = true;
    const dns = createNodeDns(async () => {
      if (fail) throw Object.assign(new Error('nothing'), { code: 'EAI_AGAIN' });
      return [{ address: '9.9.9.9' }];
    });
    for (let i = 0; i < 5; i++)
      expect(await dns.resolve(`a${i}.example`)).toMatchObject({ code: 'dns-failed' });
    fail = false;
    expect(await dns.resolve('b.example')).toEqual({ ok: true, value: ['9.9.9.9'] });
  });
});
