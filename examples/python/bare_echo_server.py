"""Sends back what one recv(1024) brings, as the first old programs did.

usage: python3 bare_echo_server.py PORT [upper|suffix|gbk]      PORT 0 picks one
       upper: in upper case; suffix: with SB behind it; gbk: GBK comes, UTF-8 goes
"""
import os
import socket
import sys
import threading

ANSWERS = {
    "upper": lambda request: request.upper(),
    "suffix": lambda request: request + b"SB",
    "gbk": lambda request: request.decode("gbk").encode("utf-8"),
}


def serve(sock, answer):
    with sock:
        while True:
            request = sock.recv(1024)
            if not request:
                return
            sock.sendall(answer(request))


def main():
    answer = ANSWERS[sys.argv[2]] if sys.argv[2:] else bytes
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock, answer), daemon=True).start()


if __name__ == "__main__":
    main()
