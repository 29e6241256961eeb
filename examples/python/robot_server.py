"""Answers texts that come bare by the words in them, as the old robot did.

usage: python3 robot_server.py PORT                    PORT 0 picks one
"""
import os
import socket
import sys
import threading
import time


def answer(text):
    if "你好" in text or "hello" in text:
        return "你好"
    if "名字" in text or "name" in text:
        return "我是cleave"
    if "时间" in text or "time" in text:
        return time.strftime("%Y-%m-%d %H:%M:%S")
    return "我不能明白您的意思,好尴尬啊..."


def serve(sock):
    with sock:
        while True:
            text = sock.recv(1024)
            if not text:
                return
            sock.sendall(answer(text.decode("utf-8")).encode("utf-8"))


def main():
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    main()
