"""A whole peer of cleave/1 in one file, client and server, as a library and as a program. Python 3.9, standard library.

As a library:

    with connect("127.0.0.1", 1688) as peer:
        print(peer.request("upper", b"hi").read())              # b'HI'

    @routes("upper")                                            # routes = Routes()
    def upper(call):
        return call.read().upper()

    serve("127.0.0.1", 1688, routes).wait()

As a program:

    python3 cleave_peer.py serve [--port 0] [--root DIR] [--writable] [--token T] [--allow-any-shell]
    python3 cleave_peer.py call HOST:PORT ROUTE [--meta JSON] [--body TEXT | --body-file FILE] [-o FILE]
                                [--token T] [--deadline-ms N] [--events N]

A server prints `listening on HOST:PORT` first and serves the routes echo, exec, file.get, file.offer, file.put, file.list,
chat.join and chat.say. It listens on 127.0.0.1, or on the address that LISTEN_ON in the environment names.

`call` puts the bytes of the answer on stdout (or into FILE), and what is said about them on stderr, one JSON object a line:

    {"reply": {"status": "ok", "meta": {…}}}                    once, with "error" if there is one
    {"data": {"stream": "stderr"}, "bytes": 5}                  for each piece of the body that has a label
    {"end": {"status": "ok", "meta": {…}}}                      once, if the reply said `more`
    {"event": {"route": "chat.said", "meta": {…}, "body": …}}   with --events N: N of these, then it leaves
    {"failed": {"status": "unavailable", "error": "…"}}         where no answer came

It exits with 0 if all was `ok`, with 1 if not.

How it works: a connection has one thread that reads and one that writes; each request that comes in gets a thread of its
own. The reading thread never waits for anything but bytes, so pings, credits and cancels always get through. All state of a
connection is under its one lock.
"""
import argparse
import collections
import contextlib
import errno
import hashlib
import heapq
import hmac
import itertools
import json
import os
import queue
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
import traceback
import unicodedata
import zlib

PROTOCOL = "cleave/1"
STATUSES = frozenset(
    "ok bad_request unauthenticated forbidden not_found busy too_large conflict deadline_exceeded "
    "cancelled unavailable internal".split()
)
MAX_BODY = 262144  # of one message
MAX_INTEGER = 2**53 - 1
MAX_HELLO = 4096
MAX_SENTENCE = 1024
MAX_NONCE = 64

HELLO_WITHIN = 10.0  # seconds, as all times here
HEADER_WITHIN = 10.0
PING_AFTER = 20.0
PONG_WITHIN = 10.0
WRITE_WITHIN = 30.0
LINGER = 1.0
TICK = 1.0  # how often a connection looks at the clock
LINGER_BYTES = 1 << 20
MAX_EVENTS = 1024  # that wait for the application
MAX_URGENT = 1000  # messages that wait to be written and nobody waits for
MAX_QUEUED = 8 << 20  # bytes of them
ENOUGH_URGENT, ENOUGH_QUEUED = 500, 1 << 20  # whoever can wait, waits above this


class Failure(Exception):
    """A call that did not end well. A handler raises it to answer with another status than ok."""

    def __init__(self, status, error="", meta=None):
        super().__init__("%s: %s" % (status, error) if error else status)
        self.status, self.error, self.meta = status, error, meta

    def again(self):
        """Another of the same kind, since one exception cannot be raised by two threads."""
        return Failure(self.status, self.error, self.meta)


class Violation(Exception):
    """The other side broke a rule: the connection ends with this sentence."""

    def __init__(self, sentence, status="bad_request"):
        super().__init__(sentence)
        self.status = status


# ---------------------------------------------------------------------------------------------- headers


def write_header(header):
    """The bytes of a header. A value that the other side would refuse is a ValueError here."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    if "meta" in header:
        try:
            read_header(text)
        except Violation as violation:
            raise ValueError(str(violation)) from None
    return text


def read_header(text):
    """The one JSON object in these bytes, read strictly. json.loads alone is too kind."""
    try:
        header = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_int=_integer,
            parse_float=_real,
            parse_constant=_no_constant,
        )
        if type(header) is not dict:
            raise ValueError("not an object")
        if _tokens(header, 1) > 2048:
            raise ValueError("more than 2048 tokens")
        return header
    except (ValueError, RecursionError) as problem:
        raise Violation("header: %s (expected: one JSON object)" % str(problem)[:200]) from None


def _no_duplicates(pairs):
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("a name comes twice")
    return names


def _integer(text):
    return _real(text) if text == "-0" or len(text) > 32 else int(text)


def _real(text):
    if len(text) > 32:
        raise ValueError("a number of %d characters" % len(text))
    return float(text)


def _no_constant(text):
    raise ValueError("%s is no JSON" % text)


def _tokens(value, depth):
    if isinstance(value, str):
        _text(value, 8192)
        return 1
    if not isinstance(value, (dict, list)):
        return 1
    if depth > 16:
        raise ValueError("more than 16 deep")
    if isinstance(value, dict):
        for name in value:
            _text(name, 128)
        return 2 + len(value) + sum(_tokens(inner, depth + 1) for inner in value.values())
    return 2 + sum(_tokens(inner, depth + 1) for inner in value)


def _text(text, limit):
    if len(text.encode("utf-8")) > limit:  # a lone surrogate is an error here
        raise ValueError("a text longer than %d bytes" % limit)


def integer(header, key, low=0, high=MAX_INTEGER, default=None):
    """An integer key of the protocol. Python's True is an int, so the type is compared, not asked."""
    value = header.get(key, default)
    if type(value) is not int or not low <= value <= high:
        raise Violation("%s: %s (expected: an integer, %d..%d)" % (key, _shown(value), low, high))
    return value


def optional(header, key, kind, default):
    value = header.get(key, default)
    if type(value) is not kind:
        raise Violation("%s: %s (expected: %s)" % (key, _shown(value), kind.__name__))
    return value


def status_of(header):
    status = optional(header, "status", str, None)
    return status if status in STATUSES else "internal"


def _shown(value):
    return "none" if value is None else ascii(value)[:60]


# ---------------------------------------------------------------------------------------------- time


class Clock:
    """Calls functions when their time has come, on one thread for the whole process."""

    def __init__(self):
        self._changed = threading.Condition()
        self._timers = []
        self._numbers = itertools.count()
        self._thread = None

    def after(self, seconds, function):
        """The function must not wait for anything. What comes back goes to `cancel`."""
        timer = [time.monotonic() + seconds, next(self._numbers), function]
        with self._changed:
            heapq.heappush(self._timers, timer)
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="cleave clock", daemon=True)
                self._thread.start()
        return timer

    @staticmethod
    def cancel(timer):
        if timer is not None:
            timer[2] = None

    def _run(self):
        while True:
            with self._changed:
                while not self._timers or self._timers[0][0] > time.monotonic():
                    wait = self._timers[0][0] - time.monotonic() if self._timers else None
                    self._changed.wait(wait)
                function = heapq.heappop(self._timers)[2]
            if function is not None:
                function()


CLOCK = Clock()


# ---------------------------------------------------------------------------------------------- bodies


class Incoming:
    """A body as it comes in. Iterate over it for pairs of (meta, bytes); it can be read once."""

    def __init__(self, exchange, first, more):
        self._exchange = exchange
        self._connection = exchange.connection
        self._pieces = collections.deque([({}, first)] if first else [])
        self._left = self._connection.credit - len(first)  # what the other side may still send
        self._taken = 0  # what it has not been granted again yet
        self._crc = zlib.crc32(first)
        self._failure = None
        self._unwanted = False
        self.streamed = more
        self.ended = not more
        self.trailers = {}
        if more and self._left < 0:
            raise Violation("body_size: %d (expected: within the credit)" % len(first))

    def __iter__(self):
        while True:
            piece = self._next()
            if piece is None:
                return
            yield piece

    def read(self, limit=None):
        """All of it at once. More than `limit` bytes is a Failure."""
        pieces, length = [], 0
        for _, data in self:
            length += len(data)
            if limit is not None and length > limit:
                raise Failure("too_large", "more than %d bytes" % limit)
            pieces.append(data)
        return b"".join(pieces)

    def refuse(self):
        """No more of it, please. The exchange goes on."""
        with self._connection.lock:
            if not self.ended and not self._unwanted and self._exchange.is_open:
                self._unwanted = True
                self._failure = Failure("cancelled", "no more of this body is wanted")
                self._pieces.clear()
                self._exchange.changed.notify_all()
                self._connection.post({"type": "cancel", "id": self._exchange.id})

    def _next(self):
        with self._connection.lock:
            while not self._pieces:
                if self._failure is not None:
                    raise self._failure.again()
                if self.ended:
                    return None
                self._exchange.changed.wait()
            meta, data = self._pieces.popleft()
            self._taken += len(data)
            if self._taken * 2 >= self._connection.credit and not self.ended:
                grant, self._taken = self._taken, 0
                self._left += grant
                self._connection.post({"type": "credit", "id": self._exchange.id, "bytes": grant})
            return meta, data

    # the rest is called by the reading thread, which holds the lock

    def arrived(self, meta, data):
        if self.ended:
            raise Violation("data: behind the end of its body")
        if self._unwanted:
            return
        self._left -= len(data)
        if self._left < 0:
            raise Violation("data: %d bytes more than were granted" % -self._left)
        self._crc = zlib.crc32(data, self._crc)
        self._pieces.append((meta, data))

    def finished(self, header):
        if self.ended:
            raise Violation("end: behind the end of its body")
        self.ended = True
        self.trailers = optional(header, "meta", dict, {})
        status, error = status_of(header), optional(header, "error", str, "")
        crc = integer(header, "crc32", 0, 2**32 - 1, self._crc)
        if status != "ok":
            self._failure = Failure(status, error, self.trailers)
        elif crc != self._crc and not self._unwanted:
            self._failure = Failure("internal", "crc32: %d (expected: %d)" % (crc, self._crc))

    def fail(self, failure):
        if not self.ended:
            self._pieces.clear()
            self._failure = failure
            self.ended = True


class Outgoing:
    """A body on its way out: `send` as often as you like, then `end`."""

    def __init__(self, exchange, first=b""):
        self._exchange = exchange
        self._connection = exchange.connection
        self._crc = zlib.crc32(first)
        self.credit = self._connection.peer_credit - len(first)
        self.is_over = False

    def send(self, data, meta=None):
        """Waits until the other side takes it. Raises Failure if the exchange is over."""
        rest = memoryview(data)
        while len(rest):
            with self._connection.lock:
                self._wait()
                piece = bytes(rest[: min(len(rest), self.credit, MAX_BODY)])
                self.credit -= len(piece)
                self._crc = zlib.crc32(piece, self._crc)
                header = {"type": "data", "id": self._exchange.id}
                if meta:
                    header["meta"] = meta
                self._connection.post(header, piece, self._exchange, urgent=False)
            rest = rest[len(piece) :]

    def _wait(self):
        while True:
            self._exchange.check()
            if self.is_over or not self._exchange.is_open:
                raise Failure("cancelled", "the other side wants no more of this body")
            if self.credit <= 0:
                self._exchange.changed.wait()
            elif self._connection.is_full():
                self._connection.room.wait()
            else:
                return

    def end(self, meta=None, status="ok", error=""):
        """That was all of it, or all that there will be."""
        with self._connection.lock:
            if self.is_over or not self._exchange.is_open:
                return
            header = {"type": "end", "id": self._exchange.id, "status": status}
            if error:
                header["error"] = error[:MAX_SENTENCE]
            if status == "ok":
                header["crc32"] = self._crc
            if meta:
                header["meta"] = meta
            self._connection.post(header, b"", self._exchange, urgent=False)
            self.is_over = True
            self._exchange.settle()


# ---------------------------------------------------------------------------------------------- exchanges


class Exchange:
    """A request and its reply, seen from one side."""

    def __init__(self, connection):
        self.connection = connection
        self.changed = threading.Condition(connection.lock)
        self.id = None
        self.body = None  # Incoming
        self.out = None  # Outgoing
        self.failure = None
        self.is_open = True  # it has an entry in the connection's table
        self.is_silent = False  # its asker has an outcome: nothing more of it is written
        self.timer = None

    def check(self):
        if self.failure is not None:
            raise self.failure.again()

    def fail(self, failure):
        """Ends it without another word; what waits for it wakes up. Called with the lock held."""
        if not self.is_open:
            return
        self.failure = failure
        if self.body is not None:
            self.body.fail(failure)
        self.close()

    def close(self):
        if self.is_open:
            self.is_open = False
            CLOCK.cancel(self.timer)
            self.connection.forget(self)
            self.changed.notify_all()

    def settle(self):
        """One of the two bodies is over."""


class Reply(Exchange):
    """The answer to a request: `status`, `error`, `meta`, the `body` as it comes, and behind it the `trailers`."""

    def __init__(self, connection, route):
        super().__init__(connection)
        self.route = route
        self.status = None
        self.error = ""
        self.meta = {}

    def wait(self):
        """Until the reply is here; its body may still come. Raises Failure if none comes."""
        with self.connection.lock:
            while self.status is None:
                self.check()
                self.changed.wait()
        return self

    def read(self, limit=None):
        """The whole body. Raises Failure where the status is not ok."""
        self.require_ok()
        return self.body.read(limit)

    def require_ok(self):
        if self.status != "ok":
            raise Failure(self.status, self.error, self.meta)
        return self

    @property
    def trailers(self):
        return self.body.trailers

    def cancel(self, reason="", status="cancelled"):
        """The whole exchange is off."""
        with self.connection.lock:
            if self.is_open:
                header = {"type": "cancel", "id": self.id}
                if reason:
                    header["reason"] = reason
                self.is_silent = True
                self.connection.post(header)
                self.fail(Failure(status, reason))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cancel()

    # called by the reading thread, which holds the lock

    def arrived(self, header, body, more):
        meta = optional(header, "meta", dict, {})
        self.error = optional(header, "error", str, "")
        self.meta = meta
        self.body = Incoming(self, body, more)
        self.status = status_of(header)
        self.settle()

    def settle(self):
        if self.body is not None and self.body.ended:
            self.is_silent = True  # nobody is interested in the rest of the request either
            self.close()
        self.changed.notify_all()


class Call(Exchange):
    """A request of the other side, as a handler gets it: `route`, `meta`, and the `body` as it comes."""

    def __init__(self, connection, id, route, meta, body, more):
        super().__init__(connection)
        self.id = id
        self.route = route
        self.meta = meta
        self.body = Incoming(self, body, more)
        self._replied = False
        self._on_fail = []

    def read(self, limit=None):
        return self.body.read(limit)

    def reply(self, body=b"", meta=None, status="ok", error=""):
        """The whole answer at once."""
        if len(body) > MAX_BODY:
            out = self.start(meta, status, error)
            out.send(body)
            out.end()
            return
        with self.connection.lock:
            self._say(body, meta, status, error, more=False)
            self._answered()

    def start(self, meta=None, status="ok", error=""):
        """The beginning of an answer; what is sent to the Outgoing that comes back is its body."""
        with self.connection.lock:
            self._say(b"", meta, status, error, more=True)
            self.out = Outgoing(self)
            return self.out

    def on_fail(self, function):
        """Calls the function when the exchange fails: cancelled, its time over, or the connection lost. At most once."""
        with self.connection.lock:
            if self.is_open or self.failure is None:
                self._on_fail.append(function)
                return
        function()

    def _say(self, body, meta, status, error, more):
        while self.connection.is_full():
            self.check()
            self.connection.room.wait()
        self.check()
        if self._replied:
            raise RuntimeError("%s: a second reply" % self.route)
        header = {"type": "reply", "id": self.id, "status": status}
        if error:
            header["error"] = error[:MAX_SENTENCE]
        if meta:
            header["meta"] = meta
        if more:
            header["more"] = True
        self.connection.post(header, body, self)
        self._replied = True

    def _answered(self):
        self.body.refuse()  # what has not come by now does not matter
        self.close()

    def settle(self):
        if self.out is not None and self.out.is_over:
            self._answered()

    def fail(self, failure):
        if self.is_open:
            super().fail(failure)
            for function in self._on_fail:
                function()

    def expire(self):
        """The deadline has come."""
        with self.connection.lock:
            self.end(Failure("deadline_exceeded"))

    def end(self, failure):
        """The last word, where it has not been said yet. Called with the lock held."""
        if not self.is_open:
            return
        said = {"id": self.id, "status": failure.status, "error": failure.error[:MAX_SENTENCE]}
        if failure.meta:
            said["meta"] = failure.meta
        if not self._replied:
            self.connection.post(dict(said, type="reply"))
        elif self.out is not None and not self.out.is_over:
            self.connection.post(dict(said, type="end"), urgent=False)
        self._replied = True
        self.body.refuse()
        self.fail(failure)

    def _fail_with(self, failure):
        with self.connection.lock:
            try:
                self.end(failure)
            except ValueError as problem:  # its meta cannot be said
                self.end(Failure(failure.status, str(problem)))

    def run(self, handler):
        """The thread of this call. What the handler returns is the body, unless it has replied itself."""
        try:
            answer = handler(self)
            if not self._replied:
                self.reply(answer or b"")
            elif self.out is not None:
                self.out.end()
        except Failure as failure:
            self._fail_with(failure)
        except Exception:
            traceback.print_exc()
            self._fail_with(Failure("internal", "the handler of %s failed" % self.route[:60]))
        finally:
            self.connection.has_run()


# ---------------------------------------------------------------------------------------------- connection


class Connection:
    """One connection, from either side. Use `connect` or `serve` to make some."""

    def __init__(self, sock, connected, routes=None, token=None, on_event=None, max_in_flight=256, credit=1 << 20):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.lock = threading.RLock()
        self.room = threading.Condition(self.lock)  # there is room to write, or a slot for a request, or it has ended
        self.credit = credit
        self.late = 0  # messages for exchanges that were over
        self.failure = None  # why the connection has ended
        self.peer_credit = 65536  # until the other's hello has come
        self._peer_header = 8192
        self._peer_in_flight = 16
        self._peer_ping = None
        self._sock = sock
        self._connected = connected
        self._routes = routes or {}
        self._token = token
        self._max_in_flight = max_in_flight
        self._exchanges = {}
        self._asking = self._answering = self._running = 0
        self._last_asked = -1 if connected else 0
        self._last_seen = 0
        self._has_greeted = self._drains = self._peer_drains = self._ending = False
        self._urgent, self._bulk = collections.deque(), collections.deque()
        self._queued = 0
        self._work = threading.Condition(self.lock)  # for the writing thread
        self._began = self._heard = self._ticked = time.monotonic()
        self._half_read = self._writing = self._pinged = None  # since when
        self._on_end = []
        self._tell = on_event
        self._events, self._event_came = collections.deque(), threading.Condition(self.lock)
        self._reader = threading.Thread(target=self._read, name="cleave reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="cleave writer", daemon=True)
        if connected:
            self._greet()

    def begin(self):
        self._reader.start()
        self._writer.start()
        if self._tell is not None:
            threading.Thread(target=self._hand_on_events, name="cleave events", daemon=True).start()
        self._tick()
        return self

    # ---- for the application

    def request(self, route, body=b"", meta=None, deadline=None):
        """Asks and waits for the reply, though not for its body. The deadline is in seconds and holds for both.

        The body is bytes, a file, or anything that can be iterated over for bytes.
        """
        reply = self.ask(route, body, meta, deadline)
        try:
            return reply.wait()
        except KeyboardInterrupt:
            reply.cancel("interrupted")
            raise

    def ask(self, route, body=b"", meta=None, deadline=None):
        """Asks and waits for nothing; `wait()` of what comes back waits for the reply."""
        reply = Reply(self, route)
        whole = isinstance(body, (bytes, bytearray, memoryview)) and len(body) <= MAX_BODY
        began = time.monotonic()
        header = {"type": "request", "id": 0, "route": route}
        if meta:
            header["meta"] = meta
        if not whole:
            header["more"] = True
        with self.lock:
            self._wait_for_slot(began, deadline)
            left = None if deadline is None else max(0, deadline - (time.monotonic() - began))
            if left is not None:
                header["deadline_ms"] = round(left * 1000)
            header["id"] = reply.id = self._last_asked + 2
            self.post(header, bytes(body) if whole else b"")
            if left is not None:
                reply.timer = CLOCK.after(left, lambda: reply.cancel("deadline", "deadline_exceeded"))
            self._last_asked = reply.id
            self._exchanges[reply.id] = reply
            self._asking += 1
            if not whole:
                reply.out = Outgoing(reply)
        if not whole:
            threading.Thread(target=_send_all, args=(reply, body), name="cleave body", daemon=True).start()
        return reply

    def _wait_for_slot(self, began, deadline):
        while True:
            if self._ending:
                raise self.failure.again()
            if self._drains or self._peer_drains:
                raise Failure("unavailable", "the connection takes no new request")
            if self._last_asked + 2 > MAX_INTEGER:
                raise Failure("unavailable", "the connection has no ids left")
            if self._asking < self._peer_in_flight and not self.is_full():
                return
            left = None if deadline is None else deadline - (time.monotonic() - began)
            if left is not None and left <= 0:
                raise Failure("deadline_exceeded", "too many requests in flight")
            self.room.wait(left)

    def event(self, route, body=b"", meta=None, wait=True):
        """Tells the other side something. Waits while it does not read; without `wait`, it is closed at some point."""
        if len(body) > MAX_BODY:
            raise ValueError("body: %d bytes (expected: at most %d)" % (len(body), MAX_BODY))
        header = {"type": "event", "route": route}
        if meta:
            header["meta"] = meta
        with self.lock:
            while wait and self.is_full() and not self._ending:
                self.room.wait()
            if self._ending:
                raise self.failure.again()
            self.post(header, body)

    def ping(self, nonce=""):
        with self.lock:
            self.post({"type": "ping", "nonce": nonce})

    def drain(self):
        """Takes no new request, finishes those that are open, then closes."""
        with self.lock:
            if not self._drains and not self._ending:
                self.post({"type": "goaway", "status": "ok", "last_id": self._last_seen})
                self._drains = True
                self.room.notify_all()
                self._end_if_drained()

    def close(self):
        """Closes at once; what is open fails."""
        self._end(Failure("unavailable", "closed"))
        self.wait(LINGER * 2)

    def wait(self, timeout=None):
        """Until the connection is closed; False if it is not yet."""
        if threading.current_thread() is not self._reader:
            self._reader.join(timeout)
        return not self._reader.is_alive()

    def on_end(self, function):
        with self.lock:
            if not self._ending:
                self._on_end.append(function)
                return
        function()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- writing

    def post(self, header, body=b"", exchange=None, urgent=True):
        """Queues a message. Urgent ones overtake `data` and `end`, so order within an exchange is kept."""
        with self.lock:
            if self._ending:
                return
            if body:
                header["body_size"] = len(body)
            text = write_header(header)
            if len(text) > self._peer_header:
                raise ValueError("header: %d bytes (expected: at most %d)" % (len(text), self._peer_header))
            (self._urgent if urgent else self._bulk).append((struct.pack("<q", len(text)) + text, body, exchange))
            self._queued += len(text) + len(body)
            self._work.notify()
            if len(self._urgent) > MAX_URGENT + self._max_in_flight or self._queued > MAX_QUEUED:
                self._end(Failure("unavailable", "the other side does not read what it is sent"))

    @staticmethod
    def _parity(connected):
        return "odd" if connected else "even"

    def _is_mine(self, id):
        return id % 2 == (1 if self._connected else 0)

    def _exchange(self, id):
        """The exchange of this id; none if it is over."""
        if id > (self._last_asked if self._is_mine(id) else self._last_seen):
            raise Violation("id: %d (expected: one that was used)" % id)
        return self._exchanges.get(id)

    def is_full(self):
        return self._queued > ENOUGH_QUEUED or len(self._urgent) > ENOUGH_URGENT

    def _write(self):
        while True:
            message = self._next_to_write()
            if message is None:
                break
            try:
                self._sock.sendall(message)
            except OSError as gone:
                self._end(Failure("unavailable", "connection lost: %s" % gone))
                return
            self._writing = None
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def _next_to_write(self):
        with self.lock:
            while True:
                queue = self._urgent or self._bulk
                if queue:
                    start, body, exchange = queue.popleft()
                    self._queued -= len(start) - 8 + len(body)
                    self.room.notify_all()
                    if exchange is None or not exchange.is_silent:
                        self._writing = time.monotonic()
                        return start + body
                elif self._ending:
                    return None
                else:
                    self._end_if_drained()
                    if not self._ending:
                        self._work.wait()

    # ---- reading

    def _read(self):
        try:
            self._take_hello()
            while not self._ending:
                header, body = self._receive(65536)
                with self.lock:
                    if not self._ending:
                        self._dispatch(header, body)
        except Violation as violation:
            self._refuse(violation.status, str(violation))
        except EOFError:
            self._end(Failure("unavailable", "connection lost: the other side closed it"))
        except OSError as gone:
            self._end(Failure("unavailable", "connection lost: %s" % gone))
        finally:
            self._linger()

    def _exactly(self, size):
        data = bytearray(size)
        view, got = memoryview(data), 0
        while got < size:
            count = self._sock.recv_into(view[got:])
            if not count:
                raise EOFError
            got += count
            self._heard, self._pinged = time.monotonic(), None
            if self._half_read is None:
                self._half_read = self._heard
        return bytes(data)

    def _receive(self, max_header):
        self._half_read = None
        (length,) = struct.unpack("<q", self._exactly(8))
        if not 2 <= length <= max_header:
            raise Violation("header: %d bytes (expected: 2..%d)" % (length, max_header))
        header = read_header(self._exactly(length))
        size = integer(header, "body_size", 0, 2**63 - 1, 0)
        kind = optional(header, "type", str, None)
        if size > (MAX_BODY if kind in ("request", "reply", "event", "data") else 0):
            raise Violation("body_size: %d (expected: no more than %s may carry)" % (size, _shown(kind)))
        if kind == "hello" and length > MAX_HELLO:
            raise Violation("header: a hello of %d bytes (expected: 2..%d)" % (length, MAX_HELLO))
        self._half_read = None
        return header, self._exactly(size)

    def _take_hello(self):
        header, _ = self._receive(8192 if self._connected else MAX_HELLO)
        if header["type"] == "goaway" and self._connected:
            with self.lock:
                self._on_goaway(header, b"")
            return self._ending or self._take_hello()
        if header["type"] != "hello":
            raise Violation("type: %s (expected: hello)" % _shown(header["type"]))
        if header.get("protocol") != PROTOCOL:
            raise Violation("protocol: %s (expected: %s)" % (_shown(header.get("protocol")), PROTOCOL))
        if not self._connected and self._token is not None:
            token = optional(header, "token", str, "")
            if not hmac.compare_digest(token.encode(), self._token.encode()):
                raise Violation("token: missing or wrong", "unauthenticated")
        with self.lock:
            self._peer_header = integer(header, "max_header", 8192, MAX_INTEGER, 65536)
            self._peer_in_flight = integer(header, "max_in_flight", 1, MAX_INTEGER, 256)
            credit = integer(header, "credit", 65536, MAX_INTEGER, 1 << 20)
            if "ping_ms" in header:
                self._peer_ping = integer(header, "ping_ms") / 1000 or None
            for exchange in self._exchanges.values():
                if exchange.out is not None:
                    exchange.out.credit += credit - self.peer_credit
                    exchange.changed.notify_all()
            self.peer_credit = credit
            self.room.notify_all()
            if not self._connected:
                self._greet()
            self._has_greeted = True

    def _greet(self):
        hello = {
            "type": "hello",
            "protocol": PROTOCOL,
            "max_in_flight": self._max_in_flight,
            "credit": self.credit,
            "ping_ms": round(PING_AFTER * 1000),
            "agent": "cleave_peer.py",
        }
        if self._connected and self._token is not None:
            hello["token"] = self._token
        self.post(hello)

    def _dispatch(self, header, body):
        act = self._ACTS.get(header["type"])
        if act is None:
            raise Violation("type: %s (expected: one of cleave/1)" % _shown(header["type"]))
        act(self, header, body)

    def _on_hello(self, header, body):
        raise Violation("hello: a second one")

    def _on_request(self, header, body):
        id, more = integer(header, "id", 1), optional(header, "more", bool, False)
        if self._is_mine(id) or id <= self._last_seen:
            raise Violation("id: %d (expected: %s, above %d)" % (id, self._parity(not self._connected), self._last_seen))
        self._last_seen = id
        if self._drains:
            self.late += 1
            return
        route, meta = header.get("route"), header.get("meta", {})
        handler = self._routes.get(route) if type(route) is str else None
        deadline = header.get("deadline_ms", 0)
        if type(route) is not str or type(meta) is not dict:
            refusal = Failure("bad_request", "route is a string, meta an object")
        elif type(deadline) is not int or not 0 <= deadline <= MAX_INTEGER:
            refusal = Failure("bad_request", "deadline_ms: %s" % _shown(deadline))
        elif self._answering >= self._max_in_flight or self._running >= 2 * self._max_in_flight:
            refusal = Failure("busy", "%d requests are in flight" % self._answering)
        elif handler is None:
            refusal = Failure("not_found", "no route %s" % _shown(route))
        elif "deadline_ms" in header and deadline == 0:
            refusal = Failure("deadline_exceeded")
        else:
            refusal = None
        call = Call(self, id, route, meta, body, more)
        self._exchanges[id] = call
        self._answering += 1
        if refusal is not None:
            call.end(refusal)
            return
        if "deadline_ms" in header:
            call.timer = CLOCK.after(min(deadline / 1000, threading.TIMEOUT_MAX), call.expire)
        self._running += 1
        threading.Thread(target=call.run, args=(handler,), name="cleave " + route[:40], daemon=True).start()

    def _on_reply(self, header, body):
        id, more = integer(header, "id", 1), optional(header, "more", bool, False)
        if not self._is_mine(id):
            raise Violation("id: %d (expected: %s in a reply)" % (id, self._parity(self._connected)))
        reply = self._exchange(id)
        if reply is None or reply.status is not None:
            self.late += 1
        else:
            reply.arrived(header, body, more)

    def _on_data(self, header, body):
        exchange = self._exchange(integer(header, "id", 1))
        meta = optional(header, "meta", dict, {})
        if not body:
            raise Violation("body_size: 0 (expected: 1..%d in a data)" % MAX_BODY)
        if exchange is None:
            self.late += 1
        elif exchange.body is None:
            raise Violation("data: before the reply it belongs to")
        else:
            exchange.body.arrived(meta, body)
            exchange.changed.notify_all()

    def _on_end(self, header, body):
        exchange = self._exchange(integer(header, "id", 1))
        if exchange is None:
            self.late += 1
        elif exchange.body is None:
            raise Violation("end: before the reply it belongs to")
        else:
            exchange.body.finished(header)
            exchange.changed.notify_all()
            if isinstance(exchange, Reply):
                exchange.settle()

    def _on_credit(self, header, body):
        exchange, more = self._exchange(integer(header, "id", 1)), integer(header, "bytes", 1)
        if exchange is None or exchange.out is None:
            self.late += 1
        else:
            exchange.out.credit += more
            exchange.changed.notify_all()

    def _on_cancel(self, header, body):
        exchange = self._exchange(integer(header, "id", 1))
        reason = optional(header, "reason", str, "")
        if exchange is None:
            self.late += 1
        elif isinstance(exchange, Call):
            exchange.is_silent = True
            exchange.fail(Failure("cancelled", reason))
        elif exchange.out is not None:
            exchange.out.is_over = True
            exchange.settle()

    def _on_ping(self, header, body):
        self._nonce(header)
        header["type"] = "pong"
        self.post({key: header[key] for key in ("type", "nonce") if key in header})

    def _on_pong(self, header, body):
        self._nonce(header)

    @staticmethod
    def _nonce(header):
        if len(optional(header, "nonce", str, "")) > MAX_NONCE:
            raise Violation("nonce: %d characters (expected: at most %d)" % (len(header["nonce"]), MAX_NONCE))

    def _on_event(self, header, body):
        route, meta = optional(header, "route", str, None), optional(header, "meta", dict, {})
        if self._tell is None:
            return
        if len(self._events) >= MAX_EVENTS:
            raise Violation("event: %d of them are waiting" % MAX_EVENTS, "busy")
        self._events.append((route, meta, body))
        self._event_came.notify()

    def _on_goaway(self, header, body):
        status, last = status_of(header), integer(header, "last_id", default=0)
        reason = optional(header, "reason", str, "")
        if status != "ok":
            self._end(Failure(status, reason))
            return
        self._peer_drains = True
        for reply in [e for e in self._exchanges.values() if isinstance(e, Reply) and e.id > last]:
            reply.fail(Failure("unavailable", "not started: the other side is going away"))
        self.room.notify_all()
        self._end_if_drained()

    _ACTS = {
        "hello": _on_hello,
        "request": _on_request,
        "reply": _on_reply,
        "event": _on_event,
        "data": _on_data,
        "end": _on_end,
        "credit": _on_credit,
        "cancel": _on_cancel,
        "ping": _on_ping,
        "pong": _on_pong,
        "goaway": _on_goaway,
    }

    # ---- what the exchanges tell (with the lock held)

    def forget(self, exchange):
        if self._exchanges.pop(exchange.id, None) is not None:
            if isinstance(exchange, Call):
                self._answering -= 1
            else:
                self._asking -= 1
        self.room.notify_all()
        self._end_if_drained()

    def has_run(self):
        with self.lock:
            self._running -= 1

    def _hand_on_events(self):
        while True:
            with self.lock:
                while not self._events:
                    if self._ending:
                        return
                    self._event_came.wait()
                event = self._events.popleft()
            try:
                self._tell(*event)
            except Exception:
                traceback.print_exc()

    # ---- time, and the end

    def _tick(self):
        now = time.monotonic()
        with self.lock:
            if self._ending:
                return
            if now - self._ticked > 2 * TICK + 1:  # it was us who slept: nobody can be blamed for it
                self._heard, self._half_read, self._writing, self._pinged = now, None, None, None
            self._ticked = now
            if not self._has_greeted and now - self._began > HELLO_WITHIN:
                self._refuse("bad_request", "hello: none within %d s" % HELLO_WITHIN)
            elif self._half_read is not None and now - self._half_read > HEADER_WITHIN:
                self._refuse("bad_request", "header: not complete within %d s" % HEADER_WITHIN)
            elif self._writing is not None and now - self._writing > WRITE_WITHIN:
                self._end(Failure("unavailable", "the other side does not read what it is sent"))
            elif self._pinged is not None and now - self._pinged > PONG_WITHIN:
                self._end(Failure("unavailable", "the other side is silent"))
            elif self._peer_ping is not None and self._pinged is None and now - self._heard > self._peer_ping:
                self._pinged = now
                self.ping()
        CLOCK.after(min(TICK, self._peer_ping or TICK), self._tick)

    def _refuse(self, status, sentence):
        """Says why, then ends."""
        with self.lock:
            self._bulk.clear()
            reason = sentence[:MAX_SENTENCE]
            self.post({"type": "goaway", "status": status, "last_id": self._last_seen, "reason": reason})
            self._end(Failure(status, sentence))

    def _end_if_drained(self):
        drains = self._drains or self._peer_drains
        if drains and not self._ending and not self._exchanges and not self._urgent and not self._bulk:
            self._end(Failure("unavailable", "closed after goaway"))

    def _end(self, failure):
        """Everything open fails, what is queued is written, the rest of the input is thrown away, then it is closed.

        Closing with unread input would send a reset, and that destroys what was written last.
        """
        with self.lock:
            if self._ending:
                return
            self._ending, self.failure = True, failure
            for exchange in list(self._exchanges.values()):
                exchange.fail(failure)
            for condition in (self._work, self.room, self._event_came):
                condition.notify_all()
        CLOCK.after(LINGER, self._cut)

    def _cut(self):
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def _linger(self):
        left = LINGER_BYTES
        with contextlib.suppress(OSError):
            while left > 0:
                thrown_away = len(self._sock.recv(65536))
                left = left - thrown_away if thrown_away else 0
        self._writer.join(LINGER)
        self._sock.close()
        for function in self._on_end:
            function()


def _send_all(reply, body):
    """The thread that sends the long body of a request."""
    try:
        for piece in _pieces(body):
            meta, data = piece if isinstance(piece, tuple) else (None, piece)
            reply.out.send(data, meta)
        reply.out.end()
    except Failure:
        pass  # whoever waits for the reply is told
    except Exception as problem:
        reply.out.end(None, "cancelled", "the body failed")
        reply.cancel("the body failed: %s" % problem)


def _pieces(body):
    if isinstance(body, (bytes, bytearray, memoryview)):
        return [body]
    if hasattr(body, "read"):
        return iter(lambda: body.read(65536), b"")
    return body


# ---------------------------------------------------------------------------------------------- both ends


class Routes(dict):
    """Names and their handlers; `@routes("name")` adds one."""

    def __call__(self, name):
        def add(handler):
            self[name] = handler
            return handler

        return add


def connect(host, port, token=None, routes=None, on_event=None, timeout=10, **limits):
    """Connects, and does not wait for the other's hello. Both sides may have routes.

    Events go to on_event(route, meta, body), on a thread of their own; without it they are dropped.
    """
    sock = socket.create_connection((host, port), timeout)
    sock.settimeout(None)
    return Connection(sock, True, routes, token, on_event, **limits).begin()


def serve(host, port, routes, token=None, on_event=None, **limits):
    """Listens and answers, on threads of its own. Port 0 picks one: see `address`."""
    return Server(host, port, routes, token, on_event, limits)


class Server:
    def __init__(self, host, port, routes, token, on_event, limits):
        self._settings = {"routes": routes, "token": token, "on_event": on_event, **limits}
        self._connections = set()
        self._listening = socket.create_server((host, port))
        self.address = self._listening.getsockname()[:2]
        self._closed = threading.Event()
        threading.Thread(target=self._accept, name="cleave server", daemon=True).start()

    def _accept(self):
        while not self._closed.is_set():
            try:
                sock, _ = self._listening.accept()
                connection = Connection(sock, False, **self._settings)
            except OSError:
                self._closed.wait(0.1)  # no file descriptors left, or closed
                continue
            self._connections.add(connection)
            connection.on_end(lambda ended=connection: self._connections.discard(ended))
            connection.begin()

    def close(self, grace=10):
        """Takes nothing new, finishes what is open within `grace` seconds. True if all of it was finished."""
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        until = time.monotonic() + grace
        connections = list(self._connections)
        for connection in connections:
            connection.drain()
        finished = [connection.wait(max(0, until - time.monotonic())) for connection in connections]
        for connection in connections:
            connection.close()
        return all(finished)

    def wait(self):
        self._closed.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close(0)


# ---------------------------------------------------------------------------------------------- the bundled routes


def _asked(call, key, kind, default=None):
    value = call.meta.get(key, default)
    if type(value) is not kind or kind is int and not 0 <= value <= MAX_INTEGER:
        raise Failure("bad_request", "meta.%s: %s (expected: %s)" % (key, _shown(value), kind.__name__))
    return value


def echo(call):
    """The same body, while it still comes."""
    if call.body.ended:
        return call.read()
    out = call.start()
    for meta, data in call.body:
        out.send(data, meta)
    out.end()


class Shell:
    """Runs commands; every one of them in a process group of its own, which ends with it."""

    TIME_LIMIT = 30.0
    MAX_OUTPUT = 64 << 20
    MAX_JOBS = 32

    def __init__(self, allowed):
        self._allowed = allowed
        self._jobs = threading.BoundedSemaphore(self.MAX_JOBS)

    def exec(self, call):
        command = _asked(call, "command", str)
        if not self._allowed:
            raise Failure("forbidden", "not allowed: %s" % _shown(command))
        if not command or "\0" in command:
            raise Failure("bad_request", "meta.command: %s (expected: a command)" % _shown(command))
        if not self._jobs.acquire(blocking=False):
            raise Failure("busy", "%d commands are running" % self.MAX_JOBS)
        try:
            _Job(call, command, self.TIME_LIMIT, self.MAX_OUTPUT).run()
        finally:
            self._jobs.release()


class _Job:
    def __init__(self, call, command, time_limit, max_output):
        self._call = call
        self._command = command
        self._time_limit = time_limit
        self._left = max_output
        self._lock = threading.Lock()
        self._cut = None
        self._is_over = False

    def run(self):
        out = self._call.start()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", self._command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._call.on_fail(self._kill)
        timer = CLOCK.after(self._time_limit, lambda: self._stop("time"))
        pipes = [
            threading.Thread(target=self._copy, args=(pipe, out, name), daemon=True)
            for pipe, name in ((self._process.stdout, "stdout"), (self._process.stderr, "stderr"))
        ]
        for pipe in pipes:
            pipe.start()
        code = self._process.wait()
        self._kill()  # what it left behind, which may hold the pipes
        self._is_over = True
        for pipe in pipes:
            pipe.join()
        CLOCK.cancel(timer)
        end = {"exit": code} if code >= 0 else {"signal": -code}
        if self._cut:
            end["cut"] = self._cut
        out.end(end)

    def _copy(self, pipe, out, name):
        with pipe:
            while True:
                data = os.read(pipe.fileno(), 65536)
                with self._lock:
                    kept = data[: self._left]
                    self._left -= len(kept)
                if not data:
                    return
                if len(kept) < len(data):
                    self._stop("output")
                try:
                    out.send(kept, {"stream": name})
                except Failure:
                    self._kill()
                    return

    def _stop(self, why):
        self._cut = self._cut or why
        self._kill()

    def _kill(self):
        if not self._is_over:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


DEVICES = re.compile("(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(\\..*)?", re.DOTALL)
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PART = ".cleave-"  # names of incomplete files begin so


def components(name):
    """The components of a name; Failure unless each is a plain name. Nothing is decoded: %2e is three characters."""
    parts = name.split("/")
    for part in parts:
        if not is_plain(part):
            raise Failure("bad_request", "name: %s (expected: plain names with / between them)" % _shown(name))
    return parts


def is_plain(part):
    try:
        size = len(part.encode("utf-8"))
    except UnicodeEncodeError:
        return False
    return (
        1 <= size <= 255
        and not any(c in "/\\:" or c in TURNING or unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in part)
        and unicodedata.normalize("NFKC", part) not in (".", "..")
        and not part.endswith((".", " "))
        and not DEVICES.fullmatch(part.upper())
        and unicodedata.is_normalized("NFC", part)
        and not part.startswith(PART)
    )


class Files:
    """The files below one directory. No link is followed on the way to one."""

    CHUNK = 1 << 16

    def __init__(self, root, writable):
        self._root = root
        self._writable = writable
        self._lock = threading.Lock()
        self._being_put = set()

    def get(self, call):
        offset = _asked(call, "offset", int, 0)
        with self._opened(_asked(call, "name", str)) as file:
            version, size = self._version(file)
            wanted = call.meta.get("version", version)
            if wanted != version:
                raise Failure("conflict", "the file is another one now", {"size": size, "version": version})
            if offset > size:
                raise Failure("bad_request", "meta.offset: %d (expected: at most %d)" % (offset, size))
            out = call.start({"size": size, "version": version})
            digest, position = hashlib.sha256(), 0
            while position < size:
                chunk = file.read(min(self.CHUNK, size - position))
                if not chunk:
                    break
                digest.update(chunk)
                out.send(chunk[max(0, offset - position) :])
                position += len(chunk)
            if self._version(file) != (version, size):
                raise Failure("conflict", "the file changed while it was sent")
            out.end({"sha256": digest.hexdigest()})

    def offer(self, call):
        parts, size, sha256 = self._announced(call)
        with self._directory(parts[:-1]) as directory:
            if self._is_there(directory, parts[-1], size, sha256):
                call.reply(meta={"offset": size})
                return
            have = 0
            with contextlib.suppress(FileNotFoundError):
                have = os.stat(PART + sha256, dir_fd=directory, follow_symlinks=False).st_size
            call.reply(meta={"offset": have if have <= size else 0})

    def put(self, call):
        parts, size, sha256 = self._announced(call)
        offset = _asked(call, "offset", int, 0)
        with self._directory(parts[:-1]) as directory, self._alone(parts[:-1], sha256):
            if offset == size and self._is_there(directory, parts[-1], size, sha256):
                return
            try:
                wrong = self._receive(call, directory, size, sha256, offset)
                if not wrong:
                    os.replace(PART + sha256, parts[-1], src_dir_fd=directory, dst_dir_fd=directory)
                    os.fsync(directory)
            except OSError as problem:
                wrong = problem
            if wrong:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(PART + sha256, dir_fd=directory)
                raise wrong

    def _receive(self, call, directory, size, sha256, offset):
        """Puts the body into the part. What comes back says that the part is good for nothing."""
        part = os.open(PART + sha256, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600, dir_fd=directory)
        with open(part, "r+b") as file:
            have = os.fstat(part).st_size
            if offset > have:
                raise Failure("conflict", "only %d bytes are here" % have)
            file.truncate(offset)
            digest = hashlib.sha256()
            for chunk in iter(lambda: file.read(self.CHUNK), b""):
                digest.update(chunk)
            for _, data in call.body:
                if file.tell() + len(data) > size:
                    return Failure("conflict", "more than %d bytes came" % size)
                file.write(data)
                digest.update(data)
            if file.tell() != size or digest.hexdigest() != sha256:
                return Failure("conflict", "%d bytes came whose SHA-256 is %s" % (file.tell(), digest.hexdigest()))
            file.flush()
            os.fsync(part)
            return None

    def list(self, call):
        name = _asked(call, "dir", str, "")
        parts = components(name) if name else []
        with self._directory(parts) as directory, os.scandir(directory) as entries:
            lines = sorted(filter(None, map(self._line, entries)))
        if sum(map(len, lines)) <= MAX_BODY:
            return b"".join(lines)
        out = call.start()
        for line in lines:
            out.send(line)

    @staticmethod
    def _line(entry):
        is_dir = entry.is_dir(follow_symlinks=False)
        if not is_plain(entry.name) or not (is_dir or entry.is_file(follow_symlinks=False)):
            return b""
        info = entry.stat(follow_symlinks=False)
        line = {
            "name": entry.name,
            "size": 0 if is_dir else info.st_size,
            "mtime_ms": info.st_mtime_ns // 1000000,
            "dir": is_dir,
        }
        return json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n"

    def _announced(self, call):
        if not self._writable:
            raise Failure("forbidden", "this server takes no files")
        parts, sha256 = components(_asked(call, "name", str)), _asked(call, "sha256", str)
        if not re.fullmatch("[0-9a-f]{64}", sha256):
            raise Failure("bad_request", "meta.sha256: %s (expected: 64 hex digits)" % _shown(sha256))
        return parts, _asked(call, "size", int), sha256

    @contextlib.contextmanager
    def _alone(self, parts, sha256):
        """Two uploads of the same content into the same directory would share their part."""
        key = (tuple(parts), sha256)
        with self._lock:
            if key in self._being_put:
                raise Failure("busy", "the same file is being put by another")
            self._being_put.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._being_put.discard(key)

    @contextlib.contextmanager
    def _directory(self, parts):
        """A descriptor of the directory; opened component by component, so that no link leads elsewhere."""
        directory = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for part in parts:
                inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
                os.close(directory)
                directory = inner
            yield directory
        except OSError as problem:
            raise Failure(self._STATUS_OF.get(problem.errno, "internal"), os.strerror(problem.errno or 0)) from None
        finally:
            os.close(directory)

    _STATUS_OF = {
        errno.ENOENT: "not_found",
        errno.ENOTDIR: "not_found",
        errno.ELOOP: "not_found",
        errno.EISDIR: "conflict",
        errno.ENOSPC: "too_large",
        errno.EDQUOT: "too_large",
        errno.EFBIG: "too_large",
        errno.EACCES: "forbidden",
        errno.EPERM: "forbidden",
        errno.EROFS: "forbidden",
    }

    @contextlib.contextmanager
    def _opened(self, name):
        parts = components(name)
        with self._directory(parts[:-1]) as directory:
            with self._file(directory, parts[-1]) as file:
                yield file

    @staticmethod
    def _file(directory, name):
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Failure("forbidden", "not a file")
        return open(descriptor, "rb")

    def _is_there(self, directory, name, size, sha256):
        try:
            with self._file(directory, name) as file:
                if os.fstat(file.fileno()).st_size != size:
                    return False
                digest = hashlib.sha256()
                for chunk in iter(lambda: file.read(self.CHUNK), b""):
                    digest.update(chunk)
                return digest.hexdigest() == sha256
        except FileNotFoundError:
            return False

    @staticmethod
    def _version(file):
        info = os.fstat(file.fileno())
        return "%x-%x-%x" % (info.st_ino, info.st_mtime_ns, info.st_size), info.st_size


class Chat:
    """Rooms. What happens in one is told to everyone else in it; whoever did it has the reply."""

    MAX_TEXT = 64 << 10

    def __init__(self):
        self._lock = threading.Lock()
        self._rooms = {}  # room: {connection: name}

    def join(self, call):
        room, name, connection = self._word(call, "room"), self._word(call, "name"), call.connection
        with self._lock:
            people = self._rooms.setdefault(room, {})
            if people.get(connection) == name:
                return
            if connection in people or name in people.values():
                raise Failure("conflict", "%s is taken in %s" % (_shown(name), _shown(room)))
            people[connection] = name
        call.reply()
        self._tell(room, "chat.joined", name, connection)
        connection.on_end(lambda: self._leave(room, connection))

    def say(self, call):
        room, text = self._word(call, "room"), call.read(self.MAX_TEXT)
        name = self._rooms.get(room, {}).get(call.connection)
        if name is None:
            raise Failure("not_found", "join %s first" % _shown(room))
        self._tell(room, "chat.said", name, call.connection, text)

    def _leave(self, room, connection):
        with self._lock:
            name = self._rooms[room].pop(connection)
            if not self._rooms[room]:
                del self._rooms[room]
        self._tell(room, "chat.left", name, connection)

    def _tell(self, room, route, name, but, text=b""):
        with self._lock:
            for connection in self._rooms.get(room, ()):
                if connection is not but:
                    with contextlib.suppress(Failure):
                        connection.event(route, text, {"room": room, "name": name}, wait=False)

    @staticmethod
    def _word(call, key):
        word = _asked(call, key, str)
        if not 1 <= len(word) <= 64 or not word.isprintable() or ":" in word or word != word.strip():
            raise Failure("bad_request", "meta.%s: %s (expected: 1..64 characters of a name)" % (key, _shown(word)))
        return word


def bundled(root=None, writable=False, any_shell=False):
    """The routes of the program."""
    chat = Chat()
    routes = Routes({"echo": echo, "exec": Shell(any_shell).exec, "chat.join": chat.join, "chat.say": chat.say})
    if root is not None:
        files = Files(root, writable)
        routes.update({"file.get": files.get, "file.offer": files.offer, "file.put": files.put, "file.list": files.list})
    return routes


# ---------------------------------------------------------------------------------------------- the program


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description="A peer of cleave/1.")
    commands = parser.add_subparsers(required=True)
    server = commands.add_parser("serve", help="answer")
    server.set_defaults(run=run_server)
    server.add_argument("--port", type=int, default=1688)
    server.add_argument("--root", metavar="DIR")
    server.add_argument("--writable", action="store_true")
    server.add_argument("--token")
    server.add_argument("--allow-any-shell", action="store_true")
    client = commands.add_parser("call", help="ask")
    client.set_defaults(run=run_client)
    client.add_argument("address", metavar="HOST:PORT")
    client.add_argument("route")
    client.add_argument("--meta", type=json.loads, metavar="JSON")
    body = client.add_mutually_exclusive_group()
    body.add_argument("--body", default="", metavar="TEXT")
    body.add_argument("--body-file", metavar="FILE")
    client.add_argument("-o", dest="output", metavar="FILE")
    client.add_argument("--token")
    client.add_argument("--deadline-ms", type=int, metavar="N")
    client.add_argument("--events", type=int, default=0, metavar="N")
    options = parser.parse_args()
    sys.exit(options.run(options))


def run_server(options):
    routes = bundled(options.root, options.writable, options.allow_any_shell)
    server = serve(os.environ.get("LISTEN_ON", "127.0.0.1"), options.port, routes, options.token)
    print("listening on %s:%d" % server.address, flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    return 0 if server.close() else 1


def run_client(options):
    host, _, port = options.address.rpartition(":")
    events = queue.SimpleQueue()
    on_event = (lambda *event: events.put(event)) if options.events else None
    try:
        with contextlib.ExitStack() as closing:
            body = options.body.encode("utf-8")
            if options.body_file:
                body = closing.enter_context(open(options.body_file, "rb"))
            peer = closing.enter_context(connect(host.strip("[]"), int(port), options.token, on_event=on_event))
            deadline = options.deadline_ms / 1000 if options.deadline_ms is not None else None
            with peer.request(options.route, body, options.meta, deadline) as reply:
                is_ok = show(reply, options.output)
            for _ in range(options.events if is_ok else 0):
                route, meta, text = next_event(events, peer)
                tell("event", {"route": route, "meta": meta, "body": text.decode("utf-8", "replace")})
            return 0 if is_ok else 1
    except Failure as failure:
        tell("failed", {"status": failure.status, "error": failure.error})
    except OSError as problem:
        tell("failed", {"status": "unavailable", "error": str(problem)})
    except KeyboardInterrupt:
        tell("failed", {"status": "cancelled", "error": ""})
    return 1


def show(reply, output):
    said = {"status": reply.status, "meta": reply.meta}
    if reply.error:
        said["error"] = reply.error
    tell("reply", said)
    with open(output, "wb") if output else contextlib.nullcontext(sys.stdout.buffer) as target:
        try:
            for meta, data in reply.body:
                if meta:
                    tell("data", meta, bytes=len(data))
                target.write(data)
                target.flush()
        except Failure as failure:
            tell("end", {"status": failure.status, "error": failure.error, "meta": failure.meta or {}})
            return False
    if reply.body.streamed:
        tell("end", {"status": "ok", "meta": reply.trailers})
    return reply.status == "ok"


def next_event(events, peer):
    while True:
        with contextlib.suppress(queue.Empty):
            return events.get(timeout=0.2)
        if peer.failure is not None:
            raise peer.failure


def tell(kind, what, **more):
    print(json.dumps({kind: what, **more}, ensure_ascii=False), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
