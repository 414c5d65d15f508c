import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { InfoHash } from '../../../preload/contract/index.ts';
import { useOrganisation } from '../../stores/organisation.ts';
import { arrange, useView } from '../../stores/view.ts';
import { columns } from './columns.ts';
import { visibleColumns } from './room.ts';

const features = tableFeatures({
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

interface Row {
  readonly id: InfoHash;
}

const definitions = columns.map((column) => ({
  id: column.id,
  accessorFn: (row: Row) => row.id,
  size: column.width,
  minSize: column.minWidth,
  maxSize: 1200,
  enableHiding: column.id !== 'name',
  sortDescFirst: column.descendingFirst,
}));

// The table keeps the columns; rows are ordered and drawn by id, so that a delta touches only its own rows.
const noRows: Row[] = [];

const next = <T>(updater: T | ((old: T) => T), old: T): T =>
  typeof updater === 'function' ? (updater as (old: T) => T)(old) : updater;

/** A column that the user wants to see, or does not, whatever room there is. */
export const chooseColumn = (id: string, shown: boolean): void =>
  arrange({ columnVisibility: { ...useView.getState().columnVisibility, [id]: shown } });

/** The list's columns: order, widths, visibility and sorting, remembered in the profile. `width`: pixels of the list. */
export function useColumns(width: number) {
  const columnOrder = useView((view) => view.columnOrder);
  const columnSizing = useView((view) => view.columnSizing);
  const chosen = useView((view) => view.columnVisibility);
  const categories = useOrganisation((state) => state.categories.length > 0);
  const tags = useOrganisation((state) => state.tags.length > 0);
  const columnVisibility = useMemo(
    () => visibleColumns({ width, categories, tags }, chosen),
    [width, categories, tags, chosen],
  );
  const sorting = useView((view) => view.sorting);
  return useTable({
    features,
    columns: definitions,
    data: noRows,
    state: { columnOrder, columnSizing, columnVisibility, sorting },
    manualSorting: true,
    enableMultiSort: true,
    enableSortingRemoval: false,
    columnResizeMode: 'onChange',
    onColumnOrderChange: (updater) =>
      arrange({ columnOrder: next(updater, useView.getState().columnOrder) }),
    onColumnSizingChange: (updater) =>
      arrange({ columnSizing: next(updater, useView.getState().columnSizing) }),
    onSortingChange: (updater) => arrange({ sorting: next(updater, useView.getState().sorting) }),
  });
}

export type ColumnsTable = ReturnType<typeof useColumns>;
