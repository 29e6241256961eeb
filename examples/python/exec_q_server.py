"""Runs commands, struct.pack("q", n) in front of command and answer; the answer is stdout, then stderr.

usage: python3 exec_q_server.py PORT [--charset NAME]       PORT 0 picks one; NAME is gbk on an old Windows
"""
import os
import socket
import struct
import subprocess
import sys
import threading


def recv_exactly(sock, size):
    received = b""
    while len(received) < size:
        part = sock.recv(min(size - len(received), 65536))
        if not part:
            return None
        received += part
    return received


def run(command, charset):
    pipe = subprocess.PIPE
    process = subprocess.Popen(command.decode(charset), shell=True, stdout=pipe, stderr=pipe)
    stdout, stderr = process.communicate()
    return stdout + stderr if charset == "utf-8" else (stdout + stderr).decode("utf-8").encode(charset)


def serve(sock, charset):
    with sock:
        while True:
            length = recv_exactly(sock, 8)
            if length is None:
                return
            command = recv_exactly(sock, struct.unpack("q", length)[0])
            if command is None:
                return
            answer = run(command, charset)
            sock.sendall(struct.pack("q", len(answer)))
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
