"""The least peer of cleave/1: one request at a time, answers of any length.

usage: python3 least_peer.py HOST PORT ROUTE [META] < BODY      the answer's body goes to stdout
"""
import json
import socket
import struct
import sys


class LeastPeer:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.stream = self.socket.makefile("rb")
        self.id = -1
        self.send({"type": "hello", "protocol": "cleave/1"})

    def send(self, header, body=b""):
        header = json.dumps({**header, "body_size": len(body)}).encode()
        self.socket.sendall(struct.pack("<q", len(header)) + header + body)

    def receive(self):
        header = json.loads(self.stream.read(struct.unpack("<q", self.stream.read(8))[0]))
        return header, self.stream.read(header.get("body_size", 0))

    def request(self, route, meta=None, body=b""):  # at most 262,144 bytes of body
        self.id += 2
        self.send({"type": "request", "id": self.id, "route": route, "meta": meta or {}}, body)
        while True:
            header, body = self.receive()
            if header["type"] == "ping":
                self.send({**header, "type": "pong"})
            elif header["type"] == "goaway" and header["status"] != "ok":
                raise ConnectionError("%(status)s: %(reason)s" % {"reason": "", **header})
            elif header["type"] in ("reply", "data", "end") and header["id"] == self.id:
                yield header, body
                if header["type"] != "data" and not header.get("more"):
                    return
                if body:
                    self.send({"type": "credit", "id": self.id, "bytes": len(body)})


if __name__ == "__main__":
    peer = LeastPeer(sys.argv[1], int(sys.argv[2]))
    for header, body in peer.request(sys.argv[3], json.loads((sys.argv[4:] or ["{}"])[0]), sys.stdin.buffer.read()):
        sys.stdout.buffer.write(body)
        if header.get("status", "ok") != "ok":
            sys.exit("%(status)s: %(error)s" % {"error": "", **header})
