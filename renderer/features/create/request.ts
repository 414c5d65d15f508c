/** Lines of text; empty ones are left out. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** One address a line; an empty line begins the next tier. */
export const tiersOf = (text: string): string[][] =>
  text
    .split(/\n[ \t]*\n/)
    .map(linesOf)
    .filter((tier) => tier.length > 0);

/** Where the .torrent goes when the user says nothing: beside what it is made of. */
export const besideOf = (path: string): string => {
  const bare = path.replace(/[/\\]+$/, '');
  return bare === '' ? '' : `${bare}.torrent`;
};
