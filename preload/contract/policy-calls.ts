import * as v from 'valibot';
import { call } from './call.ts';
import * as s from './schemas.ts';

/** How single torrents fetch and give. What is not named stays as it is. */
export const policyCalls = {
  setPolicy: call(
    v.strictObject({
      ids: s.infoHashes,
      sequential: v.exactOptional(v.boolean()),
      firstLast: v.exactOptional(v.boolean()),
      superSeeding: v.exactOptional(v.boolean()),
    }),
  ).returns<void>(),
};
