"""Runs whatever text comes, as the first old server did: stdout, then stderr, bare, in one write.

usage: python3 exec_bare_server.py PORT [--charset NAME]    PORT 0 picks one; NAME is gbk on an old Windows
"""
import os
import socket
import subprocess
import sys
import threading


def run(command, charset):
    pipe = subprocess.PIPE
    process = subprocess.Popen(command.decode(charset), shell=True, stdout=pipe, stderr=pipe)
    stdout, stderr = process.communicate()
    return stdout + stderr if charset == "utf-8" else (stdout + stderr).decode("utf-8").encode(charset)


def serve(sock, charset):
    with sock:
        while True:
            command = sock.recv(1024)
            if not command:
                return
            sock.sendall(run(command, charset))


def main():
    charset = sys.argv[3] if sys.argv[2:3] == ["--charset"] else "utf-8"
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock, charset), daemon=True).start()


if __name__ == "__main__":
    main()
