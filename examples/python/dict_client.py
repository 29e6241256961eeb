"""Sends a dict, a length in front: struct.pack("i", n).

usage: python3 dict_client.py HOST PORT NAME=VALUE...
"""
import json
import socket
import struct
import sys


def main():
    payload = json.dumps(dict(word.split("=", 1) for word in sys.argv[3:])).encode("utf-8")
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        sock.sendall(struct.pack("i", len(payload)))
        sock.sendall(payload)


if __name__ == "__main__":
    main()
