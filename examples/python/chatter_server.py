"""Answers each text with one of the last 1000 it has received, from whomever; "Bye" ends the connection without an answer.

usage: python3 chatter_server.py PORT                  PORT 0 picks one
"""
import collections
import os
import random
import socket
import sys
import threading

received = collections.deque(maxlen=1000)
lock = threading.Lock()


def serve(sock):
    with sock:
        while True:
            text = sock.recv(1024)
            if not text or text == b"Bye":
                return
            with lock:
                received.append(text)
                answer = random.choice(received)
            sock.sendall(answer)


def main():
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    main()
