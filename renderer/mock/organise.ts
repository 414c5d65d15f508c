import type {
  Api,
  InfoHash,
  Organisation,
  Result,
  TorrentSnapshot,
} from '../../preload/contract/index.ts';
import type { organiseCalls } from '../../preload/contract/organise-calls.ts';
import { organisation as made } from './swarm.ts';

type Change = (
  ids: readonly InfoHash[],
  to: (row: TorrentSnapshot) => Partial<TorrentSnapshot>,
) => void;

const done = (): Promise<Result<void>> => Promise.resolve({ ok: true, value: undefined });

/** Queue, categories, tags and rules of the mock: as much as the looks need. */
export function mockOrganise(
  rows: ReadonlyMap<InfoHash, TorrentSnapshot>,
  change: Change,
  organised: (organisation: Organisation) => void,
): Pick<Api, keyof typeof organiseCalls> {
  let now = made;
  const set = (parts: Partial<Organisation>): Promise<Result<void>> => {
    now = { ...now, ...parts };
    organised(now);
    return done();
  };
  const setTags = (tags: Iterable<string>): Promise<Result<void>> =>
    set({ tags: [...new Set(tags)].sort() });
  return {
    moveInQueue: ({ ids, to }) => {
      const moving = new Set(ids);
      const order = [...rows.values()].sort((a, b) => a.queuePosition - b.queuePosition);
      const rest = order.filter((row) => !moving.has(row.id));
      const at = to === 'top' || to === 'up' ? 0 : rest.length;
      const after = [
        ...rest.slice(0, at),
        ...order.filter((row) => moving.has(row.id)),
        ...rest.slice(at),
      ];
      const positions = new Map(after.map((row, index) => [row.id, index + 1]));
      change([...rows.keys()], (row) => ({ queuePosition: positions.get(row.id) ?? 0 }));
      return done();
    },
    setForced: ({ ids, forced }) => {
      change(ids, () => ({ forced }));
      return done();
    },
    setShareLimits: done,
    setCategory: ({ ids, category }) => {
      change(ids, () => ({ category }));
      return done();
    },
    setTags: ({ ids, add = [], remove = [] }) => {
      change(ids, ({ tags }) => ({
        tags: [...new Set([...tags, ...add])].filter((tag) => !remove.includes(tag)).sort(),
      }));
      return setTags([...now.tags, ...add]);
    },
    saveCategory: ({ category, was = category.name }) =>
      set({
        categories: [...now.categories.filter((one) => one.name !== was), category].sort((a, b) =>
          a.name < b.name ? -1 : 1,
        ),
      }),
    removeCategory: ({ name }) =>
      set({
        categories: now.categories.filter(
          (one) => one.name !== name && !one.name.startsWith(`${name}/`),
        ),
      }),
    createTag: ({ tag }) => setTags([...now.tags, tag]),
    renameTag: ({ tag, to }) => setTags(now.tags.map((one) => (one === tag ? to : one))),
    removeTag: ({ tag }) => setTags(now.tags.filter((one) => one !== tag)),
    saveRules: ({ rules }) => set({ rules }),
    previewRules: () =>
      Promise.resolve({
        ok: true,
        value: {
          category: 'Films/4K',
          tags: ['later'],
          savePath: '/mnt/media/Films',
          downLimit: 0,
          upLimit: 0,
          share: {},
          steps: [
            { rule: 'Films in 4K', effects: { category: 'Films/4K' } },
            { rule: 'Large things later', effects: { tags: ['later'] } },
          ],
          notes: [],
        },
      }),
  };
}
