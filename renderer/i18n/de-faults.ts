import { fileFaultsDe } from './parts/file-faults-de.ts';
import { watchFaultsDe } from './parts/watch-faults-de.ts';
/**
 * German for faults, by their codes. `name` is the last part of the path or address, `subject` the whole;
 * numbers are the fault's facts. Faults that are not here are shown with their English sentence.
 */
export const deFaults = {
  ...fileFaultsDe,
  ...watchFaultsDe,
  'open-missing': '„{{subject}}“ ist nicht (mehr) da.',
  'open-failed': '„{{name}}“ lässt sich nicht öffnen.',
  'torrent-missing': '„{{name}}“ ist nicht mehr da.',
  'torrent-denied': '„{{name}}“ darf von Ihrem Benutzer nicht gelesen werden.',
  'torrent-unreadable': '„{{name}}“ kann nicht gelesen werden.',
  'torrent-is-folder': '„{{name}}“ ist ein Ordner, keine .torrent-Datei.',
  'torrent-not-a-file': '„{{name}}“ ist keine gewöhnliche Datei.',
  'torrent-empty': '„{{name}}“ ist leer.',
  'torrent-too-large': '„{{name}}“ ist größer, als eine .torrent-Datei sein darf (10 MiB).',
  'torrent-duplicate': '„{{name}}“ ist schon in der Liste.',
  'torrent-unknown': 'Dieser Torrent ist nicht mehr in der Liste.',
  'folder-relative': '„{{subject}}“ ist kein vollständiger Pfad.',
  'folder-is-file':
    'In „{{subject}}“ kann nicht gespeichert werden: Ein Teil davon ist eine Datei, kein Ordner.',
  'folder-denied': 'In „{{subject}}“ kann nicht geschrieben werden.',
  'nothing-to-add': 'In diesem Text ist kein Magnet-Link und keine .torrent-Datei.',
  'undo-too-late': 'Dieses Entfernen lässt sich nicht mehr rückgängig machen.',
  'run-dropped': 'Das Programm für „{{subject}}“ wurde nicht mehr gestartet: Skein wurde beendet.',
  'run-failed': 'Das Programm für „{{subject}}“ meldet einen Fehler.',
  'run-not-started': 'Das Programm für „{{subject}}“ lässt sich nicht starten.',
  'trash-failed': '„{{subject}}“ konnte nicht in den Papierkorb gelegt werden.',
  'engine-down': 'Die Engine ist stehen geblieben.',
  'engine-slow': 'Die Engine hat sich nicht rechtzeitig beendet.',
  'disk-full': 'Auf der Platte von „{{subject}}“ ist kein Platz mehr.',
  'disk-read-only': '„{{subject}}“ liegt auf einer Platte, die nur gelesen werden kann.',
  'disk-denied': '„{{subject}}“ darf von Ihrem Benutzer nicht geschrieben werden.',
  'disk-missing': 'Der Ordner „{{subject}}“ ist nicht da. Ist sein Laufwerk angeschlossen?',
  'disk-exists': '„{{subject}}“ gibt es schon, und es ist etwas anderes.',
  'disk-io': 'Beim Lesen oder Schreiben von „{{subject}}“ meldet die Platte einen Fehler.',
  'disk-link': 'Dem symbolischen Link „{{subject}}“ wird nicht gefolgt.',
  'disk-name-too-long': 'Der Name „{{name}}“ ist für diese Platte zu lang.',
  'disk-changed': '„{{subject}}“ wurde von einem anderen Programm verändert.',
  'store-full': 'Die Platte mit „{{subject}}“ ist voll: Skein kann seinen Stand nicht sichern.',
  'store-busy': '„{{subject}}“ wird von einem anderen Programm benutzt.',
  'store-damaged': 'Die Datenbank „{{subject}}“ ist beschädigt.',
  'store-newer': 'Die Datenbank „{{subject}}“ stammt von einer neueren Version von Skein.',
  'store-failed': 'Die Datenbank „{{subject}}“ kann nicht benutzt werden.',
  'restore-failed':
    '{{subject}} Torrents konnten nicht gelesen werden. Sie sind noch gespeichert; der nächste Start versucht es noch einmal.',
  'web-seed-invalid': '„{{subject}}“ ist keine http- oder https-Adresse.',
  'limit-invalid': '{{subject}} Bytes/s ist keine Grenze; 0 heißt: keine.',
  'schedule-unreadable':
    '„{{subject}}“ ist kein Zeitfenster wie „mon-fri 08:00-18:00“ oder „sat,sun 22:00-06:00“.',
  'schedule-empty-window':
    '„{{subject}}“ beginnt und endet zur selben Zeit. Für einen ganzen Tag: 00:00-24:00.',
  'tracker-unreachable': 'Der Tracker {{subject}} ist nicht erreichbar.',
  'tracker-timeout': 'Der Tracker {{subject}} antwortet nicht.',
  'tracker-garbled': 'Die Antwort von {{subject}} ist nicht die eines Trackers.',
  'category-name':
    '„{{subject}}“ kann keine Kategorie heißen: Zwischen Schrägstrichen stehen 1 bis 100 Zeichen, ohne Leerzeichen am Rand.',
  'category-exists': 'Die Kategorie „{{subject}}“ gibt es schon.',
  'category-unknown': 'Die Kategorie „{{subject}}“ gibt es nicht.',
  'category-path': 'Der Ordner der Kategorie „{{subject}}“ ist kein vollständiger Pfad.',
  'tag-name':
    '„{{subject}}“ kann kein Tag sein: Es hat 1 bis 100 Zeichen, kein Komma und keine Leerzeichen am Rand.',
  'rule-name': 'Jede Regel braucht einen eigenen Namen: „{{subject}}“ ist keiner.',
  'rule-idle': 'Die Regel „{{subject}}“ tut nichts: Legen Sie fest, was sie bewirkt.',
  'rule-text': 'Die Regel „{{subject}}“ hat eine leere Bedingung.',
  'rule-sizes': 'Die Regel „{{subject}}“ kann nie zutreffen: Mindestens ist mehr als höchstens.',
  'rule-number': 'Eine Größe oder Grenze der Regel „{{subject}}“ ist keine Zahl.',
  'rule-category': 'Die Regel „{{subject}}“ nennt eine Kategorie, die es nicht gibt.',
  'rule-overruled':
    'Die Regel „{{subject}}“ widerspricht einer, die vor ihr steht: Die vordere zählt.',
  'rule-category-missing': 'Die Regel „{{subject}}“ nennt eine Kategorie, die es nicht mehr gibt.',
  'rule-path': 'Der Ordner der Regel „{{subject}}“ ist kein vollständiger Pfad.',
} as const;
