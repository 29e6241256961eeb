"""Tests cleave_peer.py and least_peer.py: Python against Python over loopback, and against raw sockets.

usage: python3 test_cleave_peer.py
"""
import contextlib
import hashlib
import json
import os
import queue
import random
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import cleave_peer  # noqa: E402
import least_peer  # noqa: E402
from cleave_peer import Failure, Routes, connect, serve  # noqa: E402

MIB = 1 << 20
PATIENCE = 5


def eventually(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("still not so")
        time.sleep(0.005)


class Raw:
    """The other end, by hand: says what no peer of ours would."""

    def __init__(self, sock, hello=True):
        self.sock = sock
        sock.settimeout(PATIENCE)
        self.stream = sock.makefile("rb")
        if hello:
            self.send({"type": "hello", "protocol": "cleave/1"})

    def send(self, header, body=b""):
        if body:
            header = {**header, "body_size": len(body)}
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        self.sock.sendall(struct.pack("<q", len(text)) + text + body)

    def receive(self, *kinds):
        """The next message of these kinds; None at the end of the stream."""
        while True:
            length = self.stream.read(8)
            if not length:
                return None
            header = json.loads(self.stream.read(struct.unpack("<q", length)[0]))
            header["body"] = self.stream.read(header.get("body_size", 0))
            if not kinds or header["type"] in kinds:
                return header

    def close(self):
        self.stream.close()
        self.sock.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.closing = contextlib.ExitStack()
        self.addCleanup(self.closing.close)

    def serve(self, routes, **settings):
        self.server = self.closing.enter_context(serve("127.0.0.1", 0, routes, **settings))
        return self.server.address

    def connect(self, routes=None, token=None, on_event=None, **settings):
        if routes is not None:
            self.serve(routes, **settings)
        return self.closing.enter_context(connect(*self.server.address, token=token, on_event=on_event))

    def raw(self, routes=None, hello=True, **settings):
        if routes is not None:
            self.serve(routes, **settings)
        raw = Raw(socket.create_connection(self.server.address), hello)
        self.closing.callback(raw.close)
        return raw

    def raw_server(self, hello=None, **settings):
        """A connection of ours, and the other end of it by hand."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            peer = self.closing.enter_context(connect(*listening.getsockname()[:2], **settings))
            raw = Raw(listening.accept()[0], hello=False)
        self.closing.callback(raw.close)
        self.assertEqual(raw.receive()["protocol"], "cleave/1")
        raw.send({"type": "hello", "protocol": "cleave/1", **(hello or {})})
        return peer, raw

    def fails(self, status, function, *arguments, **named):
        with self.assertRaises(Failure) as caught:
            function(*arguments, **named)
        self.assertEqual(caught.exception.status, status)
        return caught.exception


routes = Routes(cleave_peer.bundled())


@routes("upper")
def upper(call):
    return call.read().upper()


@routes("first")
def first(call):
    """Takes the first piece and wants no more."""
    for _, data in call.body:
        return data[:1]


@routes("wait")
def wait(call):
    """Never ends by itself."""
    failed = threading.Event()
    call.on_fail(failed.set)
    failed.wait(PATIENCE)
    call.check()


@routes("breaks")
def breaks(call):
    raise OSError("a bug")


@routes("stops")
def stops(call):
    call.start().send(b"half")
    raise Failure("too_large", "half is enough", {"why": "a test"})


class RequestTest(Case):
    def test_answers_short_request(self):
        peer = self.connect(routes)
        self.assertEqual(peer.request("upper", b"hi").read(), b"HI")
        self.assertEqual(peer.request("echo").read(), b"")

    def test_answers_many_at_once(self):
        peer = self.connect(routes)
        replies = [peer.ask("upper", b"n%d" % n) for n in range(300)]
        self.assertEqual([reply.wait().read() for reply in replies], [b"N%d" % n for n in range(300)])

    def test_echoes_long_body_both_ways_in_little_memory(self):
        peer = self.connect(routes)
        piece = random.Random(1).randbytes(MIB)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reply = peer.request("echo", (piece for _ in range(20)))
        size = crc = 0
        for _, data in reply.body:
            size, crc = size + len(data), zlib.crc32(data, crc)
        self.assertEqual((size, crc), (20 * MIB, zlib.crc32(piece * 20)))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown - 20 * 1024, 20 * 1024)  # KiB; 20 MiB of it is the line above

    def test_echoes_labels(self):
        reply = self.connect(routes).request("echo", iter([({"n": 1}, b"a"), b"b", ({"n": 2}, b"c")]))
        self.assertEqual(list(reply.body), [({"n": 1}, b"a"), ({}, b"b"), ({"n": 2}, b"c")])

    def test_failures_have_a_status(self):
        peer = self.connect(routes)
        self.assertEqual(peer.request("nowhere").status, "not_found")
        with mock.patch("traceback.print_exc"):
            self.assertEqual(peer.request("breaks").status, "internal")
        self.fails("not_found", peer.request("nowhere").read)
        failure = self.fails("too_large", peer.request("stops").read)
        self.assertEqual((failure.error, failure.meta), ("half is enough", {"why": "a test"}))

    def test_answerer_may_want_no_more(self):
        peer = self.connect(routes)
        given = 0

        def endless():
            nonlocal given
            while True:
                given += 1
                yield bytes(65536)

        reply = peer.request("first", endless())
        self.assertEqual(reply.read(), b"\0")
        eventually(lambda: not reply.is_open)
        self.assertLess(given, 64)

    def test_asker_may_cancel(self):
        peer = self.connect(routes)
        asked = peer.ask("wait")
        asked.cancel("changed my mind")
        self.fails("cancelled", asked.wait)
        self.assertEqual(peer.request("upper", b"lives").read(), b"LIVES")
        eventually(lambda: not any(c._running for c in list(self.server._connections)))

    def test_deadline_holds_at_the_asker(self):
        peer, raw = self.raw_server()
        begin = time.monotonic()
        self.fails("deadline_exceeded", peer.request, "wait", deadline=0.1)
        self.assertLess(time.monotonic() - begin, 1)
        request = raw.receive()
        self.assertTrue(0 < request["deadline_ms"] <= 100)
        self.assertEqual(raw.receive()["type"], "cancel")
        raw.send({"type": "reply", "id": 1, "status": "ok"})
        raw.send({"type": "ping", "nonce": "n"})
        self.assertEqual(raw.receive("pong")["nonce"], "n")
        self.assertEqual(peer.late, 1)

    def test_deadline_holds_at_the_answerer(self):
        raw = self.raw(routes)
        raw.send({"type": "request", "id": 1, "route": "wait", "deadline_ms": 50})
        self.assertEqual(raw.receive("reply")["status"], "deadline_exceeded")
        raw.send({"type": "request", "id": 3, "route": "upper", "deadline_ms": 0})
        self.assertEqual(raw.receive("reply")["status"], "deadline_exceeded")

    def test_deadline_ends_a_body_that_has_begun(self):
        raw = self.raw(cleave_peer.bundled(any_shell=True))
        raw.send({"type": "request", "id": 1, "route": "exec", "deadline_ms": 200, "meta": {"command": "sleep 9"}})
        self.assertEqual(raw.receive("reply", "end")["status"], "ok")
        self.assertEqual(raw.receive("reply", "end")["status"], "deadline_exceeded")

    def test_one_more_is_busy(self):
        raw = self.raw(routes, max_in_flight=2)
        for id in (1, 3, 5):
            raw.send({"type": "request", "id": id, "route": "wait"})
        self.assertEqual(raw.receive("hello")["max_in_flight"], 2)
        reply = raw.receive("reply")
        self.assertEqual((reply["id"], reply["status"]), (5, "busy"))
        raw.send({"type": "cancel", "id": 1})
        raw.send({"type": "request", "id": 7, "route": "upper"}, b"a")
        self.assertEqual(raw.receive("reply")["body"], b"A")

    def test_asker_waits_for_a_slot(self):
        peer = self.connect(routes, max_in_flight=1)
        peer.request("upper")
        asked = peer.ask("wait")
        self.fails("deadline_exceeded", peer.request, "upper", deadline=0.1)
        asked.cancel()
        self.assertEqual(peer.request("upper", b"a").read(), b"A")

    def test_both_sides_may_ask(self):
        back = queue.Queue()
        serving = Routes(back=lambda call: back.put(call.connection.request("upper", b"x").read()))
        self.serve(serving)
        peer = self.closing.enter_context(connect(*self.server.address, routes=routes))
        peer.request("back")
        self.assertEqual(back.get(timeout=PATIENCE), b"X")

    def test_bad_request_keeps_the_connection(self):
        raw = self.raw(routes)
        for id, bad in enumerate(({"route": 1}, {"route": "upper", "meta": []}, {"route": "upper", "deadline_ms": -1})):
            raw.send({"type": "request", "id": 2 * id + 1, **bad})
            self.assertEqual(raw.receive("reply")["status"], "bad_request")

    def test_end_of_stream_fails_what_is_open(self):
        peer, raw = self.raw_server()
        asked = peer.ask("wait")
        raw.receive("request")
        raw.close()
        self.fails("unavailable", asked.wait)
        self.fails("unavailable", peer.request, "upper")


class CreditTest(Case):
    def test_sender_keeps_to_credit(self):
        peer, raw = self.raw_server({"credit": 65536 + 1000})
        peer.ask("upload", bytes(300000))
        got = 0
        raw.receive("request")
        while got < 66536:
            got += raw.receive("data")["body_size"]
        self.assertEqual(got, 66536)
        raw.send({"type": "ping"})
        self.assertEqual(raw.receive()["type"], "pong")  # and no data
        raw.send({"type": "credit", "id": 1, "bytes": 300000})
        self.assertEqual(raw.receive()["body_size"], 300000 - 66536)
        end = raw.receive()
        self.assertEqual((end["type"], end["crc32"]), ("end", zlib.crc32(bytes(300000))))

    def test_receiver_grants_what_is_taken_and_no_more(self):
        raw = self.raw(routes)
        raw.send({"type": "request", "id": 1, "route": "wait", "more": True})
        for _ in range(4):
            raw.send({"type": "data", "id": 1}, bytes(262144))
        raw.send({"type": "ping"})
        self.assertEqual(raw.receive("pong", "credit")["type"], "pong")
        raw.send({"type": "data", "id": 1}, b"1")
        self.assertIn("1 bytes more", raw.receive("goaway")["reason"])

    def test_wrong_crc_fails_the_body(self):
        peer, raw = self.raw_server()
        asked = peer.ask("x")
        raw.send({"type": "reply", "id": 1, "status": "ok", "more": True}, b"a")
        raw.send({"type": "data", "id": 1}, b"b")
        raw.send({"type": "end", "id": 1, "status": "ok", "crc32": zlib.crc32(b"ac")})
        self.assertIn("crc32", self.fails("internal", asked.wait().read).error)

    def test_slow_reader_does_not_hold_up_others(self):
        peer = self.connect(routes)
        slow = peer.ask("echo", bytes(8 * MIB))
        self.assertEqual(peer.request("upper", b"a").read(), b"A")
        self.assertEqual(len(slow.wait().read()), 8 * MIB)


class EventTest(Case):
    def test_events_come_both_ways(self):
        at_server, at_client = queue.Queue(), queue.Queue()
        self.serve(
            Routes(tell=lambda call: call.connection.event("told", b"text", {"n": 1})),
            on_event=lambda *event: at_server.put(event),
        )
        peer = self.connect(on_event=lambda *event: at_client.put(event))
        peer.event("up", b"x")
        peer.request("tell")
        self.assertEqual(at_server.get(timeout=PATIENCE), ("up", {}, b"x"))
        self.assertEqual(at_client.get(timeout=PATIENCE), ("told", {"n": 1}, b"text"))

    def test_full_queue_closes_with_busy(self):
        go_on = threading.Event()
        self.closing.callback(go_on.set)
        raw = self.raw(Routes(), on_event=lambda *_: go_on.wait(PATIENCE))
        for _ in range(cleave_peer.MAX_EVENTS + 2):
            raw.send({"type": "event", "route": "x"})
        self.assertEqual(raw.receive("goaway")["status"], "busy")


class ManyEventsTest(Case):
    def test_many_at_once_arrive_in_order(self):
        heard = queue.Queue()
        self.serve(Routes(), on_event=lambda *event: heard.put(event[2]))
        peer = self.connect()
        for n in range(1000):
            peer.event("n", b"%d" % n)
        self.assertEqual([heard.get(timeout=PATIENCE) for _ in range(1000)], [b"%d" % n for n in range(1000)])


class LivenessTest(Case):
    def setUp(self):
        super().setUp()
        self.closing.enter_context(mock.patch.object(cleave_peer, "TICK", 0.05))

    def test_silent_peer_is_pinged_and_given_up(self):
        with mock.patch.object(cleave_peer, "PONG_WITHIN", 0.2):
            peer, raw = self.raw_server({"ping_ms": 100})
            self.assertEqual(raw.receive("ping")["type"], "ping")
            self.assertIsNone(raw.receive())
            eventually(lambda: peer.failure is not None)

    def test_peer_that_answers_is_kept(self):
        with mock.patch.object(cleave_peer, "PONG_WITHIN", 1):
            peer, raw = self.raw_server({"ping_ms": 50})
            until = time.monotonic() + 1.2
            while time.monotonic() < until:
                raw.send({"type": "pong", "nonce": raw.receive("ping").get("nonce", "")})
            self.assertIsNone(peer.failure)

    def test_peer_without_hello_is_refused(self):
        with mock.patch.object(cleave_peer, "HELLO_WITHIN", 0.1):
            raw = self.raw(routes, hello=False)
            self.assertEqual(raw.receive()["type"], "goaway")
            self.assertIsNone(raw.receive())


class ClosingTest(Case):
    def test_drain_finishes_what_is_open_and_nothing_else(self):
        raw = self.raw(routes)
        raw.send({"type": "request", "id": 1, "route": "echo", "more": True}, b"begun")
        raw.receive("reply")
        closing = threading.Thread(target=self.server.close)
        closing.start()
        goaway = raw.receive("goaway")
        self.assertEqual((goaway["status"], goaway["last_id"]), ("ok", 1))
        raw.send({"type": "request", "id": 3, "route": "upper"}, b"late")
        raw.send({"type": "end", "id": 1, "status": "ok"})
        self.assertEqual(raw.receive("reply", "end")["type"], "end")
        self.assertIsNone(raw.receive())
        raw.close()
        closing.join(PATIENCE)
        self.assertFalse(closing.is_alive())

    def test_asker_knows_what_was_not_started(self):
        peer, raw = self.raw_server()
        one, two = peer.ask("x"), peer.ask("x")
        raw.send({"type": "goaway", "status": "ok", "last_id": 1})
        self.assertIn("not started", self.fails("unavailable", two.wait).error)
        self.fails("unavailable", peer.request, "x")
        raw.send({"type": "reply", "id": 1, "status": "ok"}, b"done")
        self.assertEqual(one.wait().read(), b"done")
        self.assertIsNone(raw.receive("nothing"))
        raw.close()
        self.assertTrue(peer.wait(PATIENCE))

    def test_token_is_asked_for(self):
        self.serve(routes, token="secret")
        self.assertEqual(self.connect(token="secret").request("upper", b"a").read(), b"A")
        for wrong in ("Secret", None):
            self.fails("unauthenticated", self.connect(token=wrong).request, "upper")

    def test_nothing_is_looked_at_before_the_token(self):
        raw = self.raw(routes, hello=False, token="secret")
        raw.send({"type": "hello", "protocol": "cleave/1"})
        raw.send({"type": "request", "id": 1, "route": "upper"})
        self.assertEqual(raw.receive()["status"], "unauthenticated")
        self.assertIsNone(raw.receive())


HELLO = {"type": "hello", "protocol": "cleave/1"}
REQUEST = {"type": "request", "id": 1, "route": "wait"}
MORE = dict(REQUEST, more=True)
END = {"type": "end", "id": 1, "status": "ok"}
DEEP = b'{"type":"ping","a":' + b"[" * 17 + b"]" * 17 + b"}"


class ViolationTest(Case):
    """Each case: a word that has to be in the reason, the messages that are sent; bytes are a header, a pair has a body."""

    FIRST = [
        ("protocol", {"type": "hello", "protocol": "cleave/2"}),
        ("protocol", {"type": "hello"}),
        ("hello", {"type": "ping"}),
        ("max_header", dict(HELLO, max_header=8191)),
        ("max_in_flight", dict(HELLO, max_in_flight=0)),
        ("credit", dict(HELLO, credit=65535)),
        ("ping_ms", dict(HELLO, ping_ms="1")),
        ("header", dict(HELLO, agent="a" * 4096)),
        ("header", b"GET / HTTP/1.1\r\n"),
    ]
    LATER = [
        ("hello", HELLO),
        ("type", {"type": "data2", "id": 1}),
        ("type", {"id": 1}),
        ("header", b"[]"),
        ("header", b'{"type":"ping","type":"ping"}'),
        ("header", b'{"type":"ping","a":{"b":1,"\\u0062":2}}'),
        ("header", b'{"type":"ping"} x'),
        ("header", b'\xef\xbb\xbf{"type":"ping"}'),
        ("header", b'{"type":"ping","a":"\\ud800"}'),
        ("header", b'{"type":"ping","a":"\xc0\xae"}'),
        ("header", b'{"type":"ping","a":NaN}'),
        ("header", b'{"type":"ping","a":%s}' % (b"1" * 33)),
        ("header", b'{"type":"ping","a":[%s1]}' % (b"1," * 2050)),
        ("header", b'{"type":"ping","a":"%s"}' % (b"x" * 8193)),
        ("header", b'{"type":"ping","%s":1}' % (b"x" * 129)),
        ("header", DEEP),
        ("header", b"[" * 65536),
        ("header", b" " * 65537),
        ("id", dict(REQUEST, id=2)),
        ("id", dict(REQUEST, id=0)),
        ("id", dict(REQUEST, id="1")),
        ("id", dict(REQUEST, id=True)),
        ("id", b'{"type":"request","id":1.0,"route":"x"}'),
        ("id", b'{"type":"request","id":1e0,"route":"x"}'),
        ("id", dict(REQUEST, id=2**53)),
        ("more", dict(REQUEST, more=1)),
        ("id", REQUEST, REQUEST),
        ("id", dict(REQUEST, id=5), dict(REQUEST, id=3)),
        ("id", {"type": "data", "id": 1}),
        ("id", ({"type": "data", "id": 1}, b"x")),
        ("id", END),
        ("id", {"type": "credit", "id": 1, "bytes": 1}),
        ("id", {"type": "cancel", "id": 1}),
        ("id", {"type": "reply", "id": 1, "status": "ok"}),
        ("id", {"type": "reply", "id": 2, "status": "ok"}),
        ("behind the end", REQUEST, ({"type": "data", "id": 1}, b"x")),
        ("behind the end", MORE, END, ({"type": "data", "id": 1}, b"x")),
        ("behind the end", MORE, END, END),
        ("body_size", MORE, {"type": "data", "id": 1}),
        ("body_size", MORE, {"type": "data", "id": 1, "body_size": 262145}),
        ("body_size", dict(REQUEST, body_size=262145)),
        ("body_size", dict(REQUEST, body_size=-1)),
        ("body_size", dict(REQUEST, body_size=1.0)),
        ("body_size", b'{"type":"request","id":1,"route":"x","body_size":-0}'),
        ("body_size", ({"type": "ping"}, b"x")),
        ("crc32", MORE, dict(END, crc32=2**32)),
        ("status", MORE, {"type": "end", "id": 1}),
        ("bytes", REQUEST, {"type": "credit", "id": 1, "bytes": 0}),
        ("nonce", {"type": "ping", "nonce": "n" * 65}),
        ("nonce", {"type": "pong", "nonce": 1}),
        ("route", {"type": "event"}),
        ("meta", {"type": "event", "route": "x", "meta": 1}),
    ]

    def test_first_messages(self):
        self.serve(routes)
        for word, message in self.FIRST:
            with self.subTest(message=message):
                self.refused(self.raw(hello=False), word, [message])

    def test_later_messages(self):
        self.serve(routes)
        for word, *messages in self.LATER:
            with self.subTest(messages=messages):
                self.refused(self.raw(), word, messages)

    def test_lengths(self):
        self.serve(routes)
        for length in (-1, 0, 1, 65537, 2**63 - 1, -(2**63)):
            with self.subTest(length=length):
                raw = self.raw()
                raw.sock.sendall(struct.pack("<q", length))
                self.refused(raw, "header", [])

    def test_reason_reaches_a_peer_that_sent_more(self):
        raw = self.raw(routes)
        raw.send({"type": "nonsense"})
        with contextlib.suppress(OSError):
            raw.sock.sendall(bytes(900000))
        self.refused(raw, "type", [])

    def refused(self, raw, word, messages):
        for message in messages:
            raw.send(*message) if isinstance(message, tuple) else raw.send(message)
        goaway = raw.receive("goaway")
        self.assertIsNotNone(goaway)
        self.assertEqual(goaway["status"], "bad_request")
        self.assertIn(word, goaway["reason"])
        self.assertIsNone(raw.receive())

    def test_unknown_keys_are_ignored(self):
        raw = self.raw(routes)
        raw.send({"type": "request", "id": 1, "route": "upper", "colour": [1.5, None]}, b"a")
        self.assertEqual(raw.receive("reply")["body"], b"A")


class ExecTest(Case):
    def run_command(self, command):
        reply = self.connect(cleave_peer.bundled(any_shell=True)).request("exec", meta={"command": command})
        output = {}
        for meta, data in reply.body:
            output[meta["stream"]] = output.get(meta["stream"], b"") + data
        return output, reply.trailers

    def test_labels_output_and_tells_the_end(self):
        printed, end = self.run_command("echo out; echo err >&2; exit 3")
        self.assertEqual((printed, end), ({"stdout": b"out\n", "stderr": b"err\n"}, {"exit": 3}))

    def test_tells_the_signal(self):
        self.assertEqual(self.run_command("kill -9 $$"), ({}, {"signal": 9}))

    def test_leaves_nothing_behind(self):
        begin = time.monotonic()
        printed, end = self.run_command("sleep 100 & echo started")
        self.assertEqual((printed, end), ({"stdout": b"started\n"}, {"exit": 0}))
        self.assertLess(time.monotonic() - begin, PATIENCE)

    def test_cuts_output_and_time(self):
        with mock.patch.object(cleave_peer.Shell, "MAX_OUTPUT", 1000):
            printed, end = self.run_command("yes")
            self.assertEqual((len(printed["stdout"]), end), (1000, {"signal": 9, "cut": "output"}))
        with mock.patch.object(cleave_peer.Shell, "TIME_LIMIT", 0.1):
            self.assertEqual(self.run_command("sleep 100"), ({}, {"signal": 9, "cut": "time"}))

    def test_cancel_kills_the_group(self):
        peer = self.connect(cleave_peer.bundled(any_shell=True))
        reply = peer.request("exec", meta={"command": "sleep 100 & echo $! $$; wait"})
        pids = [int(pid) for pid in next(iter(reply.body))[1].split()]
        reply.cancel()
        eventually(lambda: not any(map(is_running, pids)))

    def test_is_not_allowed_by_default(self):
        self.assertEqual(self.connect(routes).request("exec", meta={"command": "id"}).status, "forbidden")


def is_running(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class FileTest(Case):
    def setUp(self):
        super().setUp()
        self.root = self.closing.enter_context(tempfile.TemporaryDirectory())
        self.content = random.Random(2).randbytes(700000)
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.about = {"name": "new.bin", "size": len(self.content), "sha256": self.sha256}
        self.peer = self.connect(cleave_peer.bundled(self.root, writable=True))

    def write(self, name, content):
        with open(os.path.join(self.root, name), "wb") as file:
            file.write(content)

    def read(self, name):
        with open(os.path.join(self.root, name), "rb") as file:
            return file.read()

    def ask(self, route, body=b"", **meta):
        return self.peer.request(route, body, meta)

    def test_gets_a_file_and_its_rest(self):
        self.write("a.bin", self.content)
        reply = self.ask("file.get", name="a.bin")
        self.assertEqual(reply.read(), self.content)
        self.assertEqual((reply.meta["size"], reply.trailers["sha256"]), (700000, self.sha256))
        rest = self.ask("file.get", name="a.bin", offset=650000, version=reply.meta["version"])
        self.assertEqual((rest.read(), rest.trailers["sha256"]), (self.content[650000:], self.sha256))
        self.assertEqual(self.ask("file.get", name="a.bin", version="other").status, "conflict")
        self.assertEqual(self.ask("file.get", name="a.bin", offset=700001).status, "bad_request")

    def test_puts_a_file(self):
        self.assertEqual(self.ask("file.offer", **self.about).meta, {"offset": 0})
        self.assertEqual(self.ask("file.put", iter([self.content]), **self.about).status, "ok")
        self.assertEqual(self.read("new.bin"), self.content)
        self.assertEqual(os.listdir(self.root), ["new.bin"])
        self.assertEqual(self.ask("file.offer", **self.about).meta, {"offset": 700000})

    def test_resumes_a_put(self):
        put = self.peer.ask("file.put", self.half(), self.about)
        eventually(lambda: os.listdir(self.root) and os.stat(self.part()).st_size == 300000)
        put.cancel()
        eventually(lambda: self.ask("file.offer", **self.about).meta["offset"] == 300000)
        rest = iter([self.content[300000:]])
        eventually(lambda: not any(c._running for c in list(self.server._connections)))
        self.assertEqual(self.ask("file.put", rest, offset=300000, **self.about).status, "ok")
        self.assertEqual(self.read("new.bin"), self.content)

    def half(self):
        stopped = threading.Event()
        self.closing.callback(stopped.set)
        yield self.content[:300000]
        stopped.wait(PATIENCE)

    def part(self):
        return os.path.join(self.root, os.listdir(self.root)[0])

    def test_refuses_what_is_not_what_was_announced(self):
        for body in (self.content[:-1], self.content + b"x", self.content[:-1] + b"x"):
            reply = self.ask("file.put", iter([body]), **self.about)
            self.assertEqual(reply.status, "conflict")
            self.assertEqual(os.listdir(self.root), [])

    def test_lists(self):
        self.write("b", b"12")
        os.mkdir(os.path.join(self.root, "dir"))
        self.write("dir/c", b"")
        os.symlink("b", os.path.join(self.root, "link"))
        lines = [json.loads(line) for line in self.ask("file.list").read().splitlines()]
        self.assertEqual([(l["name"], l["size"], l["dir"]) for l in lines], [("b", 2, False), ("dir", 0, True)])
        (line,) = self.ask("file.list", dir="dir").read().splitlines()
        self.assertEqual(json.loads(line)["name"], "c")

    def test_no_name_leads_out(self):
        self.write("b", b"12")
        os.symlink("/etc", os.path.join(self.root, "out"))
        bad = "../b a/../../b /etc/passwd ./b b/ b/. a//b a\\b C:b b. CON nul.txt a\0 \uff0e\uff0e .cleave-x b\u202e".split(" ")
        for name in bad + ["", "b ", "e\u0301", "x" * 256]:
            with self.subTest(name=name):
                self.assertEqual(self.ask("file.get", name=name).status, "bad_request")
        for name in ("out/passwd", "out", "nothing", "b/x"):
            with self.subTest(name=name):
                self.assertEqual(self.ask("file.get", name=name).status, "not_found")

    def test_what_is_no_file_is_refused(self):
        os.mkfifo(os.path.join(self.root, "fifo"))
        os.mkdir(os.path.join(self.root, "dir"))
        for name in ("fifo", "dir"):
            self.assertEqual(self.ask("file.get", name=name).status, "forbidden")

    def test_put_from_too_far_leaves_the_part(self):
        self.write(".cleave-" + self.sha256, self.content[:10])
        self.assertEqual(self.ask("file.put", b"", offset=11, **self.about).status, "conflict")
        self.assertEqual(self.ask("file.offer", **self.about).meta, {"offset": 10})

    def test_writes_only_where_allowed(self):
        self.serve(cleave_peer.bundled(self.root))
        self.assertEqual(self.connect().request("file.put", b"", self.about).status, "forbidden")


class ChatTest(Case):
    def test_room_hears_what_others_do(self):
        self.serve(cleave_peer.bundled())
        ann_hears, bob_hears = queue.Queue(), queue.Queue()
        ann = self.connect(on_event=lambda *event: ann_hears.put(event))
        bob = self.connect(on_event=lambda *event: bob_hears.put(event))
        self.assertEqual(ann.request("chat.say", b"hi", {"room": "r"}).status, "not_found")
        self.assertEqual(ann.request("chat.join", meta={"room": "r", "name": "ann"}).status, "ok")
        self.assertEqual(bob.request("chat.join", meta={"room": "r", "name": "ann"}).status, "conflict")
        self.assertEqual(bob.request("chat.join", meta={"room": "r", "name": "bob"}).status, "ok")
        bob.request("chat.say", b"hello", {"room": "r"}).read()
        bob.close()
        about_bob = {"room": "r", "name": "bob"}
        told = [ann_hears.get(timeout=PATIENCE) for _ in range(3)]
        self.assertEqual([(route, text) for route, _, text in told], self.SAID)
        self.assertEqual([meta for _, meta, _ in told], [about_bob] * 3)
        self.assertTrue(bob_hears.empty())

    SAID = [("chat.joined", b""), ("chat.said", b"hello"), ("chat.left", b"")]


class LeastPeerTest(Case):
    def test_asks_and_reads(self):
        with tempfile.TemporaryDirectory() as root:
            content = bytes(3 * MIB)
            with open(os.path.join(root, "big"), "wb") as file:
                file.write(content)
            peer = least_peer.LeastPeer(*self.serve(cleave_peer.bundled(root)))
            self.closing.callback(peer.socket.close)
            self.closing.callback(peer.stream.close)
            pieces = list(peer.request("file.get", {"name": "big"}))
            self.assertEqual(b"".join(body for _, body in pieces), content)
            self.assertEqual(pieces[-1][0]["meta"]["sha256"], hashlib.sha256(content).hexdigest())
            ((reply, body),) = peer.request("echo", body=b"short")
            self.assertEqual((reply["status"], body), ("ok", b"short"))


class ProgramTest(Case):
    def test_serves_and_calls(self):
        program = [sys.executable, "-B", os.path.join(HERE, "cleave_peer.py")]
        server = subprocess.Popen(program + ["serve", "--port", "0", "--token", "t"], stdout=subprocess.PIPE)
        self.addCleanup(server.wait)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.kill)
        address = server.stdout.readline().decode().split()[-1]

        def call(*arguments):
            ended = subprocess.run(program + ["call", address, *arguments], capture_output=True, timeout=PATIENCE)
            return ended.returncode, ended.stdout, [json.loads(line) for line in ended.stderr.splitlines()]

        self.assertEqual(
            call("echo", "--body", "hi", "--token", "t"), (0, b"hi", [{"reply": {"status": "ok", "meta": {}}}])
        )
        code, _, said = call("exec", "--meta", '{"command": "id"}', "--token", "t")
        self.assertEqual((code, said[0]["reply"]["status"]), (1, "forbidden"))
        code, _, said = call("echo")
        self.assertEqual((code, said[0]["failed"]["status"]), (1, "unauthenticated"))
        join = program + ["call", address, "chat.join", "--token", "t", "--events", "1", "--meta"]
        waiting = subprocess.Popen(join + ['{"room": "r", "name": "me"}'], stderr=subprocess.PIPE)
        self.addCleanup(waiting.stderr.close)
        waiting.stderr.readline()
        call("chat.join", "--meta", '{"room": "r", "name": "you"}', "--token", "t")
        self.assertEqual(json.loads(waiting.stderr.readline())["event"]["meta"]["name"], "you")
        self.assertEqual(waiting.wait(PATIENCE), 0)
        server.terminate()
        self.assertEqual(server.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
