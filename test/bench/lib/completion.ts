import { existsSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ManagedProcess } from '../../support/process-group.ts';

/**
 * The moment (`performance.now()`) at which a client touched its completion file. Told by the kernel: nothing is
 * polled, and the client is left alone.
 */
export async function touched(
  file: string,
  client: ManagedProcess,
  timeout: number,
): Promise<{ readonly at: Promise<number> }> {
  await mkdir(dirname(file), { recursive: true });
  const at = new Promise<number>((resolve, reject) => {
    const end = (): void => {
      watcher.close();
      clearTimeout(timer);
    };
    const look = (): void => {
      if (!existsSync(file)) return;
      end();
      resolve(performance.now());
    };
    const watcher = watch(dirname(file), look);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`not complete after ${timeout / 1000} s`));
    }, timeout);
    void client.ended.then(() => {
      end();
      reject(new Error(`it ended: ${client.tail()}`));
    });
  });
  // The failure is reported by whoever awaits it; it must not count as unhandled before that.
  at.catch(() => undefined);
  return { at };
}
