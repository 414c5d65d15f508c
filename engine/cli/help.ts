export const HELP = `skein: a BitTorrent client without a window

  skein download FILE|MAGNET…   fetch, then leave (or --keep-seeding)
  skein seed FILE…              serve data that is already in --dir
  skein watch FOLDER…           add the .torrent and .magnet files that come into
                                the folders, until it is stopped; what was taken
                                is called .added then
  skein import FOLDER           take over what qBittorrent, Transmission or Deluge
                                keeps there, or an export of Skein, into --state,
                                and go on with it until it is stopped
  skein verify FILE…            check data in --dir against its torrent
  skein create PATH             make a .torrent of a file or folder
  skein inspect FILE|MAGNET…    say what is in a torrent
  skein settings [WORD…]        what --set takes: all, or those with the words

Where
  --dir, -d DIR         where the data is or goes (this folder)
  --state DIR           keep the state here and go on with it next time
                        (a temporary one)
  --category NAME       put it in this category of the state; a slash puts
                        categories into each other
  --tag NAME            give it this tag (repeatable)
  --subfolders          watch: the folders below as well
  --preview             import: say what would become of each, and take none

Network
  --listen [HOST:]PORT  take connections here (a free port)
  --peer HOST:PORT      connect to this peer (repeatable)
  --tracker URL         announce here as well (repeatable)
  --web-seed URL        fetch from this server as well (repeatable)
  --no-dht --no-lsd --no-pex
                        do not look for peers that way
  --encryption WAY      allow, prefer, require or off (allow)
  --set KEY=VALUE       any setting of the engine (repeatable), for instance
                        portMapping=true
  --up-limit N          bytes per second
  --down-limit N        bytes per second

How
  --sequential          pieces in the order of the files
  --first-last          the first and last piece of each file before all others
  --super-seed          as the first seed of something new: shows each peer a few
                        rare pieces at a time (BEP 16)

When
  --keep-seeding        stay after the download
  --seconds N           stop after this long

create
  --out, -o FILE        the .torrent to write (PATH.torrent)
  --piece-size N        bytes, a power of two of at least 16384 (by size)
  --tracker URL[,URL…]  announce here (repeatable; each its own tier)
  --exclude PATTERN     leave out files and folders of this name, * and ? stand
                        for other characters (repeatable)
  --web-seed URL        the data is also there (repeatable)
  --private             peers come from the trackers alone
  --comment TEXT        --source TEXT

Output
  --json                one JSON object a line, for programs
  --help, -h            --version, -v

Exit: 0 done, 1 failed, 2 wrong usage, 3 bad torrent, 4 disk, 5 stopped
before it was complete.
`;
