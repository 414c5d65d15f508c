import { useMemo } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { type DataColumn, DataGrid } from '../../ui/data-grid.tsx';

interface OfferedFile {
  readonly path: string;
  readonly length: number;
}

/** The files of a torrent before it is added. */
export function OfferedFiles({ files }: { readonly files: readonly OfferedFile[] }) {
  const { t, format } = useLocale();
  const columns = useMemo<readonly DataColumn<OfferedFile>[]>(
    () => [
      {
        id: 'path',
        title: t('details.fileName'),
        width: 0,
        grow: 1,
        cell: (file) => <span className="cut">{file.path}</span>,
      },
      {
        id: 'size',
        title: t('add.size'),
        width: 96,
        align: 'end',
        cell: (file) => format.bytes(file.length),
      },
    ],
    [t, format],
  );
  const rows = Math.min(7, files.length) + 1;
  return (
    <div className="add-files" style={{ height: rows * 24 + 2 }}>
      <DataGrid
        label={t('add.fileList')}
        columns={columns}
        rows={files}
        rowKey={(file) => file.path}
        empty={t('details.noFiles')}
      />
    </div>
  );
}
