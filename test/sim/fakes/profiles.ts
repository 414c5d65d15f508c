import type { ForeignTorrent } from '../../../engine/core/foreign/types.ts';
import type { Category } from '../../../engine/core/organise/categories.ts';
import { done, fault, ok, type Result } from '../../../engine/core/result.ts';
import type { ForeignOrganisation, Profiles } from '../../../engine/ports/profiles.ts';

export const ELSEWHERE = '/elsewhere';

/** Another client on the same machine, in one folder; and what we export, in memory. */
export class FakeProfiles implements Profiles {
  torrents: readonly Result<ForeignTorrent>[] = [];
  categories: readonly Category[] = [];
  tags: readonly string[] = [];
  saved: readonly ForeignTorrent[] = [];
  savedOrganisation: ForeignOrganisation | undefined;

  async find() {
    return [{ client: 'qbittorrent', folder: ELSEWHERE } as const];
  }

  async read(folder: string): ReturnType<Profiles['read']> {
    if (folder !== ELSEWHERE) return fault('foreign-nothing', folder, 'Nothing is there.');
    const { torrents, categories, tags } = this;
    const each = (async function* () {
      yield* torrents;
    })();
    return ok({ client: 'qbittorrent', folder, torrents: each, categories, tags });
  }

  async save(
    _folder: string,
    torrents: AsyncIterable<Result<ForeignTorrent>>,
    organisation: ForeignOrganisation,
  ): Promise<Result<void>> {
    const saved: ForeignTorrent[] = [];
    for await (const one of torrents) {
      if (!one.ok) return one;
      saved.push(one.value);
    }
    this.saved = saved;
    this.savedOrganisation = organisation;
    return done;
  }
}
