/** How long a seed has sent nothing outlives a restart: what its seeding time was when it last did. */
export const migration003 = `
ALTER TABLE progress ADD COLUMN sent_at_ms INTEGER NOT NULL DEFAULT 0;
`;
