"""Fills a running deluged: every .torrent of a folder, every second one paused. Prints what it lists, as JSON."""

import base64
import json
import os
import sys

from deluge.ui.client import client
from twisted.internet import defer, reactor


def pause(seconds):
    waiting = defer.Deferred()
    reactor.callLater(seconds, waiting.callback, None)
    return waiting


@defer.inlineCallbacks
def fill(port, user, password, torrents, data):
    yield client.connect("127.0.0.1", port, user, password)
    names = sorted(os.listdir(torrents))
    for name in names:
        with open(os.path.join(torrents, name), "rb") as file:
            content = base64.b64encode(file.read())
        yield client.core.add_torrent_file(name, content, {"download_location": data})
    keys = ["hash", "name", "progress", "state", "save_path", "total_uploaded", "time_added"]
    status = {}
    for _ in range(600):
        status = yield client.core.get_torrents_status({}, keys)
        if len(status) == len(names) and all(one["progress"] == 100 for one in status.values()):
            break
        yield pause(0.1)
    resting = sorted(status)[::2]
    for _ in range(50):
        yield client.core.pause_torrents([one for one in resting if status[one]["state"] != "Paused"])
        yield pause(0.2)
        status = yield client.core.get_torrents_status({}, keys)
        if all(status[one]["state"] == "Paused" for one in resting):
            break
    print(json.dumps(list(status.values())))


def main():
    port, user, password, torrents, data = sys.argv[1:]
    running = fill(int(port), user, password, torrents, data)
    running.addErrback(lambda why: print(why.getTraceback(), file=sys.stderr))
    running.addBoth(lambda _: reactor.stop())


reactor.callWhenRunning(main)
reactor.run()
