#!/usr/bin/python3
"""test-hostile-meshes.py HOUNSFIELD-CLI [FILES [SEED]]: mesh files that lie, through check.

The law: check never crashes, hangs or needs more than 1 GiB of address space, whatever a mesh file says; what it
cannot read it refuses with the file's name and a reason and exit 1, and what it reads it prints as JSON. Same seed, same
files."""

import io
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter

from sanitizers import reserves_terabytes

CLI = os.path.abspath(sys.argv[1])
FILES = int(sys.argv[2]) if len(sys.argv) > 2 else 150
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
LIMIT = "" if reserves_terabytes(CLI) else f"ulimit -v {1 << 20};"  # KiB
POINTS = [(0, 0, 0), (9, 0, 0), (0, 9, 0), (0, 0, 9)]
FACES = [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]
PLY = "ply\nformat %s 1.0\nelement vertex %s\nproperty float x\nproperty float y\nproperty float z\n" \
      "element face %s\nproperty list %s uint vertex_indices\nend_header\n"


def stl(n=4, faces=FACES, name=b"x"):
    return name.ljust(80) + struct.pack("<I", n) + b"".join(
        struct.pack("<12fH", 0, 0, 0, *[x for v in face for x in POINTS[v]], 0) for face in faces)


def stl_text(number="%g"):
    return ("solid x\n" + "".join("facet normal 0 0 0\nouter loop\n" + "".join(
        "vertex " + " ".join(number % x for x in POINTS[v]) + "\n" for v in face) + "endloop\nendfacet\n"
        for face in FACES) + "endsolid\n").encode()


def ply_text(vertices="4", faces="4", count="uchar", rows=None):
    rows = rows or ["%g %g %g" % p for p in POINTS] + ["3 %d %d %d" % f for f in FACES]
    return (PLY % ("ascii", vertices, faces, count) + "\n".join(rows) + "\n").encode()


def ply(vertices="4", faces="4", indices=FACES, n=3):
    return (PLY % ("binary_little_endian", vertices, faces, "uchar")).encode() + b"".join(
        struct.pack("<3f", *p) for p in POINTS) + b"".join(struct.pack("<B3I", n, *f) for f in indices)


def obj(lines=()):
    return "\n".join(["v %g %g %g" % p for p in POINTS] + ["f %d %d %d" % tuple(v + 1 for v in f) for f in FACES] + list(lines)).encode()


def glb(points=4, corners=12, views=None, length=None, component=5125, extra=None):
    binary = b"".join(struct.pack("<3f", *p) for p in POINTS) + b"".join(struct.pack("<3I", *f) for f in FACES)
    text = {"asset": {"version": "2.0"}, "buffers": [{"byteLength": length or len(binary)}],
            "bufferViews": views or [{"buffer": 0, "byteOffset": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 48}],
            "accessors": [{"bufferView": 0, "componentType": 5126, "count": points, "type": "VEC3"},
                          {"bufferView": 1, "componentType": component, "count": corners, "type": "SCALAR"}],
            "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}], "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}], **(extra or {})}
    chunk = json.dumps(text).encode()
    chunk += b" " * (-len(chunk) % 4)
    return (struct.pack("<4sII", b"glTF", 2, 28 + len(chunk) + len(binary)) + struct.pack("<I4s", len(chunk), b"JSON") + chunk
            + struct.pack("<I4s", len(binary), b"BIN\0") + binary)


XML = """<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources>
<object id="1"><mesh><vertices>%s</vertices><triangles>%s</triangles></mesh></object>%s</resources><build>%s</build></model>"""
VERTICES = "".join('<vertex x="%g" y="%g" z="%g"/>' % p for p in POINTS)
TRIANGLES = "".join('<triangle v1="%d" v2="%d" v3="%d"/>' % f for f in FACES)
NESTED = '<object id="2"><components><component objectid="%d" transform="%s"/></components></object>'
ITEM = '<item objectid="%d"/>'


def model(vertices=VERTICES, triangles=TRIANGLES, objects="", build=ITEM % 1):
    return (XML % (vertices, triangles, objects, build)).encode()


class Pipe(io.RawIOBase):
    """What cannot be sought in: sizes follow their members."""
    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, part):
        self.bytes += bytes(part)
        return len(part)


def threemf(xml=model(), method=zipfile.ZIP_DEFLATED, part="3D/3dmodel.model"):
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as file:
        file.writestr(part, xml)
    return pipe.bytes


def bomb(n, tail=b""):
    """Vertices that take few bytes each in the zip, but not so few that it is seen by that: some are of noise."""
    noise = random.Random(7).randbytes(n // 3).hex().encode()
    return threemf(b"<model><!--" + noise + b"--><resources><object id='1'><mesh><vertices>" + b'<vertex x="1" y="2" z="3"/>' * n + tail)


BAD = {  # ending: files that must be refused
    "stl": [b"", b"solid", stl(5), stl(0xffffffff), stl(0x80000000), stl(0), stl(4, FACES[:3]), stl_text()[:60], stl_text("nan%.0s"), stl_text("%gx"),
            stl_text("1e99%g"), b"\0" * 84],
    "ply": [b"", b"ply\n", ply_text("5"), ply_text("-4"), ply_text("4294967295"), ply_text("99999999999999999999"), ply_text("4", "4000000000"),
            ply_text(rows=["0 0 0"] * 4 + ["3 0 1 9"] * 4), ply_text(rows=["0 0 0"] * 4 + ["3 -1 1 2"] * 4), ply_text(rows=["inf 0 0"] * 8),
            ply_text(rows=["0 0 0"] * 4 + ["4000000000 1 2 3"] * 4), ply("4294967295"), ply("4", "4294967295"), ply("1000000000", "2"),
            ply(indices=[(0, 1, 0xffffffff)] * 4), ply(n=255), ply()[:-1], ply_text(count="float64"), ply_text().replace(b"end_header", b"")],
    "obj": [b"", b"v 0 0 0\n", obj(["f 1 2 5"]), obj(["f 1 2 -9"]), obj(["f 1 2 0"]), obj(["f 1 2 99999999999999999999"]), obj(["v nan 0 0"]),
            obj(["v 1 2"]), obj(["f 1"])],
    "glb": [b"", b"glTF", glb(4000000000), glb(5), glb(4, 4000000000), glb(4, 13), glb(4, 12, component=5126), glb(length=1 << 40)[:-20], glb()[:-4],
            glb(views=[{"buffer": 0, "byteOffset": 1 << 62, "byteLength": 48}] * 2), glb(views=[{"buffer": 7, "byteLength": 48}] * 2),
            glb(views=[{"buffer": 0, "byteOffset": -48, "byteLength": 48}] * 2),],
    "3mf": [b"", b"PK\3\4", threemf(b""), threemf(b"<model/>"), threemf()[:-9], threemf(method=zipfile.ZIP_BZIP2), threemf(part="a.xml"),
            threemf(model(triangles='<triangle v1="0" v2="1" v3="4"/>')), threemf(model(triangles='<triangle v1="-1" v2="1" v3="2"/>')),
            threemf(model(triangles='<triangle v1="4294967297" v2="1" v3="2"/>')), threemf(model(VERTICES.replace("9", "nan"))),
            threemf(model(VERTICES.replace("9", "1e30"))), threemf(model(build="")), threemf(model(build=ITEM % 7)),
            threemf(model(objects=NESTED % (2, "1 0 0 0 1 0 0 0 1 0 0 0"), build=ITEM % 2)), threemf(model(build=ITEM % 1 * 400000)),
            threemf(model(objects=NESTED % (1, "1 0 0 0 1 0 0 0 inf 0 0 0"), build=ITEM % 2)), threemf(b"\0" * (64 << 20)),
            threemf(b"<a>" * 300000), threemf(b"<a " + b"b='' " * 900000), bomb(1000000), bomb(300000, b"</vertices>")],
}
GOOD = {"stl": [stl(), stl(name=b"solid but not text"), stl_text()], "ply": [ply_text(), ply()], "obj": [obj()], "glb": [glb()],
        "3mf": [threemf(), threemf(method=zipfile.ZIP_STORED), threemf(model(objects=NESTED % (1, "0 1 0 -1 0 0 0 0 2 3 4 5"), build=ITEM % 2))]}


def check(path):
    """The report, or None where it was refused."""
    done = subprocess.run(["bash", "-c", f'{LIMIT} exec "$@"', "-", CLI, "check", path, "--json"],
                          capture_output=True, text=True, timeout=900)
    if done.returncode == 0:
        return json.loads(done.stdout)
    if done.returncode != 1 or os.path.basename(path) not in done.stderr or done.stdout:
        sys.exit(f"{path}: exit {done.returncode}: {done.stderr[-300:]}")
    return None


def mutate(data, random_):
    data = bytearray(data)
    for _ in range(random_.choice((1, 1, 2, 5))):
        at = random_.randrange(len(data))
        kind = random_.randrange(5)
        if kind == 0:
            data[at] = random_.randrange(256)
        elif kind == 1:
            data[at:at + 4] = random_.choice((b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\0\0\xc0\x7f", b"9999", b"-1 -"))
        elif kind == 2:
            data = data[:max(at, 1)]
        elif kind == 3:
            data[at:at] = data[at:at + random_.randrange(1, 60)]
        else:
            del data[at:at + random_.randrange(1, 30)]
        if not data:
            data = bytearray(b"x")
    return bytes(data)


def main():
    counts, wrong = Counter(), []
    random_ = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        def report_of(name, data):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(data)
            report = check(path)
            os.unlink(path)
            return report

        for ending, files in GOOD.items():
            for n, data in enumerate(files):
                report = report_of(f"good-{n}.{ending}", data)
                if not report or not report["watertight"] or report["genus"] != 0:
                    wrong.append(f"good {ending} {n}: {report}")
        for ending, files in BAD.items():
            for n, data in enumerate(files):
                if report_of(f"bad-{n}.{ending}", data):
                    wrong.append(f"bad {ending} {n}: was read")
        for n in range(FILES):
            ending = random_.choice(list(GOOD))
            data = mutate(random_.choice(GOOD[ending]), random_)
            if ending == "3mf" and n % 2:  # the checksum would refuse XML that is changed within its zip
                data = threemf(mutate(model(objects=NESTED % (1, "1 0 0 0 1 0 0 0 1 0 0 9"), build=ITEM % 1 + ITEM % 2), random_))
            report = report_of(f"mutated-{SEED}-{n}.{ending}", data)
            counts["read" if report else "refused"] += 1
    print(f"{sum(map(len, GOOD.values()))} good, {sum(map(len, BAD.values()))} bad, {FILES} mutated: {dict(counts)}")
    print("\n".join(wrong))
    return len(wrong) > 0


sys.exit(main())
