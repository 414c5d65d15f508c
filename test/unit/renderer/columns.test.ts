import { describe, expect, test } from 'vitest';
import { columnById } from '../../../renderer/features/torrents/columns.ts';
import { type Room, visibleColumns } from '../../../renderer/features/torrents/room.ts';

const shown = (room: Partial<Room>, chosen: Record<string, boolean> = {}): string[] =>
  Object.entries(visibleColumns({ width: 1240, categories: true, tags: true, ...room }, chosen))
    .filter(([, visible]) => visible)
    .map(([id]) => id);

/** What is left for the names. */
const nameRoom = (width: number, ids: readonly string[]): number =>
  width - ids.reduce((sum, id) => sum + (id === 'name' ? 0 : (columnById.get(id)?.width ?? 0)), 0);

describe('the columns of the first look', () => {
  test('the narrower the list, the fewer there are, and the names stay readable', () => {
    let before = Number.POSITIVE_INFINITY;
    for (let width = 2000; width >= 600; width -= 20) {
      const ids = shown({ width });
      expect(ids.length).toBeLessThanOrEqual(before);
      expect(nameRoom(width, ids)).toBeGreaterThanOrEqual(
        Math.min(300, Math.max(200, width * 0.3)),
      );
      before = ids.length;
    }
  });

  test('at 800×600 beside the sidebar the speeds are in sight', () => {
    expect(shown({ width: 600 }).sort()).toEqual([
      'downRate',
      'name',
      'progress',
      'status',
      'upRate',
    ]);
  });

  test('name, progress and status are there however narrow it is', () => {
    expect(shown({ width: 100 }).sort()).toEqual(['name', 'progress', 'status']);
  });

  test('categories and tags have no column until there are some', () => {
    const without = shown({ width: 2000, categories: false, tags: false });
    expect(without).not.toContain('category');
    expect(without).not.toContain('tags');
    expect(shown({ width: 2000 })).toEqual(expect.arrayContaining(['category', 'tags']));
  });

  test('what the user chose is there, what he refused is not, and neither changes the others', () => {
    const usual = shown({});
    const chosen = shown({}, { tracker: true, size: false });
    expect(chosen).toContain('tracker');
    expect(chosen).not.toContain('size');
    expect(chosen.filter((id) => id !== 'tracker')).toEqual(usual.filter((id) => id !== 'size'));
    expect(shown({ width: 100 }, { ratio: true })).toContain('ratio');
    expect(shown({}, { name: false })).toContain('name');
  });
});
