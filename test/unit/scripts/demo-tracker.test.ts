import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTracker } from '../../../scripts/demo/tracker.mjs';

const hash = '%00%ff%e5in%26%3dabcdefghijklm';

function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}

describe('the demo’s tracker', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>;
  beforeEach(async () => {
    tracker = await startTracker();
  });
  afterEach(() => tracker.stop());

  const announce = (id: string, port: number, left: number, more = ''): Promise<string> =>
    ask(`${tracker.url}?info_hash=${hash}&peer_id=${id}&port=${port}&left=${left}${more}`);
  const seed = 'seed4567890123456789';
  const leecher = 'leech567890123456789';

  it('tells a leecher where the seed is, and not where it is itself', async () => {
    await announce(seed, 0x1a2b, 0);
    const reply = await announce(leecher, 0x3c4d, 5);
    expect(reply).toBe('d8:completei1e10:incompletei1e8:intervali5e5:peers6:\x7f\0\0\x01\x1a\x2be');
  });

  it('forgets who stops', async () => {
    await announce(seed, 0x1a2b, 0);
    await announce(seed, 0x1a2b, 0, '&event=stopped');
    expect(await announce(leecher, 0x3c4d, 5)).toContain('5:peers0:e');
  });

  it('refuses an announce without a proper info-hash', async () => {
    const reply = await ask(`${tracker.url}?info_hash=abc&peer_id=${seed}&port=1`);
    expect(reply).toContain('failure reason');
  });
});
