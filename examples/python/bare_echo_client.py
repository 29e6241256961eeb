"""Sends each text bare and prints what one recv(1024) brings, as the first old programs did.

usage: python3 bare_echo_client.py HOST PORT [--gbk] TEXT...    --gbk: texts go out as GBK, UTF-8 comes back
"""
import socket
import sys


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    texts = sys.argv[3:]
    encoding = "utf-8"
    if texts[0] == "--gbk":
        encoding = "gbk"
        texts = texts[1:]
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sock:
        for text in texts:
            sock.sendall(text.encode(encoding))
            print(sock.recv(1024).decode("utf-8"), flush=True)


if __name__ == "__main__":
    main()
