/**
 * What a torrent gave, measured by what it got: payload bytes sent, all time, divided by payload bytes received,
 * all time, or by the verified bytes of what is wanted when that is more (data that was here before it was added).
 * Nothing but payload counts: no protocol, no announces. 0 while nothing was received and nothing is here.
 */
export function ratioOf(uploaded: number, downloaded: number, done: number): number {
  const base = Math.max(downloaded, done);
  return base === 0 ? 0 : uploaded / base;
}
