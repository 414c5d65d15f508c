/**
 * What was moved, by day and torrent, apart from the list: a torrent that is removed still counts. What was moved
 * before days were counted has the day ''.
 */
export const migration002 = `
CREATE TABLE traffic (
  day TEXT NOT NULL,
  info_hash TEXT NOT NULL,
  downloaded INTEGER NOT NULL,
  uploaded INTEGER NOT NULL,
  PRIMARY KEY (day, info_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE traffic_name (
  info_hash TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO traffic
SELECT '', info_hash, downloaded, uploaded FROM progress WHERE downloaded > 0 OR uploaded > 0;

INSERT INTO traffic_name SELECT info_hash, name FROM torrent;
`;
