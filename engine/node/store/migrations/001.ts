/** Torrents, their metainfo apart (it never changes), their progress apart (it changes often), values by key. */
export const migration001 = `
CREATE TABLE torrent (
  info_hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  magnet TEXT,
  save_path TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  intent TEXT NOT NULL CHECK (intent IN ('running', 'paused')),
  queue_position INTEGER NOT NULL,
  priorities BLOB NOT NULL,
  options TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE metainfo (
  info_hash TEXT PRIMARY KEY REFERENCES torrent (info_hash) ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE progress (
  info_hash TEXT PRIMARY KEY REFERENCES torrent (info_hash) ON DELETE CASCADE,
  have BLOB NOT NULL,
  in_flight BLOB NOT NULL,
  downloaded INTEGER NOT NULL,
  uploaded INTEGER NOT NULL,
  wasted INTEGER NOT NULL,
  active_ms INTEGER NOT NULL,
  seeding_ms INTEGER NOT NULL,
  completed_at INTEGER,
  clean INTEGER NOT NULL
) STRICT;

CREATE TABLE stamps (
  info_hash TEXT PRIMARY KEY REFERENCES torrent (info_hash) ON DELETE CASCADE,
  files BLOB NOT NULL
) STRICT;

CREATE TABLE value (
  key TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
