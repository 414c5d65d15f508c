import { dialling, leechers } from '../contestants/leechers.ts';
import type { Family } from '../lib/case.ts';
import { leechCase } from '../lib/leech-case.ts';

/** From the start (of the program, or of adding) to the first payload byte, peers found by an HTTP tracker. */
export const firstByte: Family = {
  name: 'first-byte',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('small');
    return [
      leechCase({
        name: 'first-byte',
        title: 'first payload byte, HTTP tracker',
        payload,
        // Transmission does not dial loopback.
        leechers: dialling(leechers(environment.root)).filter(
          ({ name }) => name !== 'transmission',
        ),
        encryption: 'off',
        meet: 'tracker',
        by: 'firstByte',
      }),
    ];
  },
};
