"""
Fills a running deluged with a plan of torrents: some selected, renamed, labelled, limited, half there. Says when it
is ready, which torrents are complete, and, once it is told to go on, what deluged says of all of them, as JSON.
"""

import base64
import json
import sys

from deluge.ui.client import client
from twisted.internet import defer, reactor, stdio
from twisted.protocols.basic import LineReceiver

KEYS = [
    "hash", "name", "progress", "state", "save_path", "files", "file_priorities", "pieces", "num_pieces",
    "total_uploaded", "all_time_download", "time_added", "completed_time", "seeding_time", "label",
    "max_upload_speed", "sequential_download", "stop_at_ratio", "stop_ratio", "is_finished",
]


def pause(seconds):
    waiting = defer.Deferred()
    reactor.callLater(seconds, waiting.callback, None)
    return waiting


def say(line):
    print(line, flush=True)


class GoOn(LineReceiver):
    delimiter = b"\n"

    def __init__(self):
        self.said = False

    def lineReceived(self, line):
        self.said = True


@defer.inlineCallbacks
def statuses(magnet):
    status = yield client.core.get_torrents_status({}, KEYS)
    return {one: value for one, value in status.items() if one != magnet}


@defer.inlineCallbacks
def until(condition, magnet):
    for _ in range(600):
        status = yield statuses(magnet)
        if condition(status):
            return status
        yield pause(0.1)
    raise Exception("it never came: %s" % {one: value["state"] for one, value in status.items()})


@defer.inlineCallbacks
def add(item):
    with open(item["file"], "rb") as file:
        content = base64.b64encode(file.read())
    options = {"download_location": item["dir"], "add_paused": True}
    if item.get("priorities"):
        options["file_priorities"] = item["priorities"]
    yield client.core.add_torrent_file(item["name"] + ".torrent", content, options)
    if item.get("renamed"):
        yield client.core.rename_files(item["hash"], [[len(item["files"]) - 1, item["renamed"]]])
    if item["category"]:
        yield client.label.set_torrent(item["hash"], "films")
    if item["index"] % 20 == 2:
        options = {"max_upload_speed": 20, "sequential_download": True, "stop_at_ratio": True, "stop_ratio": 2.5}
        yield client.core.set_torrent_options([item["hash"]], options)


@defer.inlineCallbacks
def fill(port, user, password, plan):
    go_on = GoOn()
    stdio.StandardIO(go_on)
    items = plan["items"]
    magnet = plan["magnet"]["hash"]
    yield client.connect("127.0.0.1", port, user, password)
    yield client.core.enable_plugin("Label")
    yield pause(0.5)
    yield client.label.add("films")
    for item in items:
        yield add(item)
    yield until(lambda status: len(status) == len(items), magnet)
    yield client.core.force_recheck([item["hash"] for item in items])
    yield pause(1)
    yield until(lambda status: all(one["state"] == "Paused" for one in status.values()), magnet)
    yield client.core.add_torrent_magnet(plan["magnet"]["uri"], {"download_location": plan["magnet"]["dir"]})
    running = [item["hash"] for item in items if not item["paused"] or item["traffic"] == "in"]
    yield client.core.resume_torrents(running)
    yield until(lambda status: all(status[one]["state"] != "Paused" for one in running), magnet)
    say("ready")
    coming = {item["hash"] for item in items if item["traffic"] == "in"}
    while not go_on.said:
        status = yield statuses(magnet)
        for one in [one for one in coming if status[one]["is_finished"]]:
            coming.remove(one)
            say("complete " + one)
        yield pause(0.1)
    resting = [item["hash"] for item in items if item["paused"]]
    yield client.core.pause_torrents(resting)
    yield until(lambda status: all(status[one]["state"] == "Paused" for one in resting), magnet)
    # What was sent a moment ago is counted once a second.
    yield pause(1.5)
    status = yield statuses(magnet)
    say("status " + json.dumps(list(status.values())))


def main():
    port, user, password, plan = sys.argv[1:]
    with open(plan) as file:
        running = fill(int(port), user, password, json.load(file))
    running.addErrback(lambda why: print(why.getTraceback(), file=sys.stderr))
    running.addBoth(lambda _: reactor.stop())


reactor.callWhenRunning(main)
reactor.run()
