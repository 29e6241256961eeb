#!/usr/bin/env python3
"""Writes the golden files beside it: what CPython puts on the wire. Usage: make_vectors.py [directory]

A table starts with lines `# word value`; bytes are hex, `repeat:61*300` is 300 times 61, `+` joins, `-` is no bytes,
`absent` a payload left out, `refused` bytes that are no frame.
"""
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
LENGTHS = [0, 1, 2, 3, 127, 128, 255, 256, 300, 32767, 32768, 65535, 65536]
FIELDS = {  # file: notation
    "int8": "b", "uint8": "B",
    "int16-le": "<h", "int16-be": ">h", "uint16-le": "<H", "uint16-be": ">H",
    "uint24-le": "<HB", "uint24-be": ">BH",
    "int32-le": "<i", "int32-be": ">i", "uint32-le": "<I", "uint32-be": ">I",
    "int64-le": "<q", "int64-be": ">q", "uint64-le": "<Q", "uint64-be": ">Q",
    "varint": "varint",
}
LARGEST = {"b": 2**7, "B": 2**8, "h": 2**15, "H": 2**16, "HB": 2**24, "BH": 2**24, "i": 2**31, "I": 2**32,
           "q": 2**63, "Q": 2**63, "varint": 2**31}  # one more than can be a length
MIB16 = 16 << 20
PRESETS = {  # name: notation, counts itself, limit, a payload such a peer would send
    "python-q": ("<q", False, MIB16, b"ls -l"),
    "python-i": ("<i", False, MIB16, b"ls -l"),
    "erlang-1": ("B", False, 255, b"\x83d\x00\x02ok"),  # term_to_binary(ok)
    "erlang-2": (">H", False, 65535, b"\x83d\x00\x02ok"),
    "erlang-4": (">I", False, MIB16, b"\x83d\x00\x02ok"),
    "dns": (">H", False, 65535, struct.pack(">6H", 0xABCD, 0x0100, 1, 0, 0, 0) + b"\7example\3com\0\0\1\0\1"),
    "kafka": (">i", False, 104857600, struct.pack(">hhih", 18, 0, 1, 4) + b"test"),  # ApiVersions 0
    "thrift": (">i", False, 16384000, struct.pack(">HHI", 0x8001, 1, 4) + b"ping" + struct.pack(">ib", 1, 0)),
    "vertx": (">i", False, MIB16, b'{"type":"ping"}'),
    "chrome": ("<I", False, 1048576, b'{"text":"hello"}'),
    "rsocket": (">BH", False, 16777215, struct.pack(">IHQ", 0, 0x0C80, 0)),  # KEEPALIVE
    "mongo": ("<i", True, 47999996, struct.pack("<iiiIB", 1, 0, 2013, 0, 0)  # OP_MSG {hello: 1}
              + struct.pack("<ib6sib", 16, 0x10, b"hello\0", 1, 0)),
    "protobuf": ("varint", False, MIB16, b"\x08\x96\x01"),  # field 1, 150
}


def field(notation, value):
    """The length field; struct has no 24-bit code and no varint."""
    if notation == "<HB":
        return struct.pack("<HB", value & 0xFFFF, value >> 16)
    if notation == ">BH":
        return struct.pack(">BH", value >> 16, value & 0xFFFF)
    if notation != "varint":
        return struct.pack(notation, value)
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(groups + [value])


def shown(data):
    """Hex, or `repeat` where one byte fills a long payload."""
    if len(data) > 32 and len(set(data)) == 1:
        return "repeat:%02x*%d" % (data[0], len(data))
    return data.hex() or "-"


def table(name, about, columns, rows):
    lines = ["# %s %s" % item for item in about.items()] + ["# columns " + columns]
    lines += [" ".join(map(str, row)) for row in rows]
    (HERE / (name + ".txt")).write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")


def frame(notation, payload, counted=0):
    value = len(payload) + counted
    return value, shown(payload), shown(field(notation, value)) + ("+" + shown(payload) if payload else "")


def refused(notation, values):
    return [(value, "refused", field(notation, value).hex()) for value in values]


def fields():
    for name, notation in FIELDS.items():
        code = notation.lstrip("<>")
        over = LARGEST[code]
        rows = [frame(notation, b"a" * n) for n in LENGTHS if n < over]
        rows += [(n, "absent", field(notation, n).hex()) for n in (65537, 2**23, over - 2, over - 1) if n < over]
        if code in "bhiq":
            rows += refused(notation, [-1, -2, -over])
        if code == "Q":
            rows += refused(notation, [2**63, 2**63 + 5, 2**64 - 1])
        if code == "varint":
            rows += refused(notation, [2**31, 2**32 - 1, 2**35 - 1])
            rows += [("-", "refused", "ffffffffff"), ("-", "refused", "808080808000")]  # never ends, ends too late
        table(name, {"notation": notation, "counts-itself": "no"}, "value payload frame", rows)
    long_forms = [(3, "616263", text + "+616263") for text in ("8300", "838000", "83808000", "8380808000")]
    table("varint-long", {"notation": "varint", "counts-itself": "no"}, "value payload frame", long_forms)


def presets():
    for name, (notation, counts, limit, sample) in PRESETS.items():
        width = len(field(notation, 0)) if counts else 0
        rows = [frame(notation, payload, width) for payload in (b"", b"a", sample, b"a" * min(limit, 65535))]
        largest = LARGEST[notation.lstrip("<>")] - 1
        bad = [limit + 1 + width] if limit + 1 + width <= largest else []
        bad += list(range(width))
        rows += refused(notation, bad + ([-1] if notation[-1] in "iq" else []))
        about = {"preset": name, "notation": notation, "counts-itself": "yes" if counts else "no", "limit": limit}
        table(name, about, "value payload frame", rows)


def messages():
    for name, notation, key in (("message-le64-file_size", "<q", "file_size"),
                                ("message-be32-body_size", ">I", "body_size")):
        rows = []
        for size in (0, 1, 2, 255, 256, 8191, 8192, 8193, 70000):
            for header in ({"file_name": "hi.txt", key: size},
                           {key: size, "md5": "00" * 16, "n": -1.5, "a": [None, True, {}]},
                           {"file_name": "Grüße – 你好 😀.txt", key: size}):
                for style in ({}, {"ensure_ascii": False}, {"separators": (",", ":")}, {"indent": 1}):
                    text, body = json.dumps(header, **style).encode(), b"h" * size
                    wire = shown(field(notation, len(text))) + "+" + shown(text) + ("+" + shown(body) if body else "")
                    rows.append((size, shown(text), shown(body), wire))
        for text in (b"{}", b' {"a": 1}\n'):  # no key: no body
            rows.append((0, shown(text), "-", shown(field(notation, len(text))) + "+" + shown(text)))
        table(name, {"notation": notation, "key": key}, "body_length header body wire", list(dict.fromkeys(rows)))


def envelopes():
    def row(total, inner, header, body):
        rest = inner + header + body
        return len(body), shown(header), shown(body), shown(field(total, len(rest)) + rest)

    plain = [(json.dumps(header).encode(), body)
             for header in ({"type": "hi"}, {"body_size": 2}, {"名": "ü"}) for body in (b"", b"hi")
             if header.get("body_size", len(body)) == len(body)]
    table("envelope-be32-be32", {"notation": ">I>I"}, "body_length header body wire",
          [row(">I", field(">I", len(header)), header, body) for header, body in plain + [(b"{}", b"h" * 20)]])
    command = {"code": 10, "flag": 0, "language": "JAVA", "opaque": 1, "serializeTypeCurrentRPC": "JSON", "version": 0}
    header = json.dumps(command, separators=(",", ":")).encode()
    binary = struct.pack(">hBhiiii", 10, 0, 0, 1, 0, 0, 0)
    table("envelope-rocketmq", {"preset": "rocketmq"}, "body_length header body wire", [
        row(">i", b"\0" + field(">BH", len(header)), header, b"hi"),
        row(">i", b"\0" + field(">BH", len(header)), header, b""),
        (2, "refused", "ROCKETMQ", row(">i", b"\1" + field(">BH", len(binary)), binary, b"hi")[3])])


fields()
presets()
messages()
envelopes()
