"""Runs whatever text comes; answers struct.pack("i", n), then stderr if there is any, else stdout.

usage: python3 exec_i_server.py PORT [--charset NAME]       PORT 0 picks one; NAME is gbk on an old Windows
"""
import os
import socket
import struct
import subprocess
import sys
import threading


def run(command, charset):
    pipe = subprocess.PIPE
    process = subprocess.Popen(command.decode(charset), shell=True, stdout=pipe, stderr=pipe)
    stdout, stderr = process.communicate()
    answer = stderr or stdout
    return answer if charset == "utf-8" else answer.decode("utf-8").encode(charset)


def serve(sock, charset):
    with sock:
        while True:
            command = sock.recv(1024)
            if not command:
                return
            answer = run(command, charset)
            sock.sendall(struct.pack("i", len(answer)))
            sock.sendall(answer)


def main():
    charset = sys.argv[3] if sys.argv[2:3] == ["--charset"] else "utf-8"
    with socket.create_server((os.environ.get("LISTEN_ON", "127.0.0.1"), int(sys.argv[1]))) as listening:
        print("listening on %s:%d" % listening.getsockname(), flush=True)
        while True:
            sock, _ = listening.accept()
            threading.Thread(target=serve, args=(sock, charset), daemon=True).start()


if __name__ == "__main__":
    main()
