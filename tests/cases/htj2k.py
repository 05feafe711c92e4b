"""High-throughput JPEG 2000. The code streams lie in tests/golden/htj2k, with the command that made them; Debian 12 has no encoder."""

import base64
import os

import numpy as np

from .colors import WEIGHTS, picture
from .encodings import J2K, ORIGINS, SMOOTH, framed
from .frames import compressed
from .maker import Shown, Want, bytes_of, case, cases, data_set, encapsulated, index_volume, put

LOSSLESS, LOSSLESS_RPCL, ANY = (f"1.2.840.10008.1.2.4.{n}" for n in (201, 202, 203))
INDEX = index_volume()[:3].astype(int)
TWELVE = {"BitsStored": 12, "HighBit": 11}


def streams(kind):
    """Of slices 0, 1, 2."""
    path = os.path.join(os.path.dirname(__file__), "../golden/htj2k/streams.txt")
    with open(path) as file:
        lines = [line.split() for line in file]
    return [base64.b64decode(words[2]) for words in lines if words[0] == kind]


def stack(folder, kind, stored, syntax=LOSSLESS, **options):
    frames = iter(streams(kind))
    return framed(folder, lambda pixels: next(frames), syntax, stored, **options)


KINDS = {
    "u8": ((INDEX & 255).astype(np.uint8), {}),
    "u12": (INDEX.astype(np.uint16), TWELVE),
    "i12": ((INDEX - 1200).astype(np.int16), TWELVE),
    "u16": ((40 * INDEX).astype(np.uint16), {"RescaleIntercept": -32768}),
    "i16": ((40 * INDEX - 32768).astype(np.int16), {"RescaleIntercept": 0}),
    "tiled": (INDEX.astype(np.uint16), {}),
}


@cases(**{kind: kind for kind in KINDS})
def lossless(folder, kind):
    stored, tags = KINDS[kind]
    return stack(folder, kind, stored, truth=stored.astype(int) + tags.get("RescaleIntercept", -1024), **tags)


@cases(rpcl=LOSSLESS_RPCL, any=ANY)
def other_syntax(folder, syntax):
    """.203 may be lossless: the code stream says which it is."""
    return stack(folder, "rpcl", INDEX.astype(np.uint16), syntax)


@case
def fragmented(folder):
    return stack(folder, "u16", *KINDS["u16"][:1], fragments=3, RescaleIntercept=-32768, truth=40 * INDEX - 32768)


@cases(said=ANY, labelled_lossless=LOSSLESS)
def lossy(folder, syntax):
    """Marked as such, whatever the label says."""
    stored = (SMOOTH[:3] * 8).astype(np.uint16)
    return stack(folder, "lossy", stored, syntax, tolerance=12, codes=["LOSSY"], **TWELVE)


@case
def labelled_j2k(folder):
    return stack(folder, "u12", *KINDS["u12"][:1], syntax=J2K, **TWELVE)


@cases(fragmented=(2, True), without_table=(1, False), fragmented_without_table=(2, False))
def multi_frame(folder, how):
    fragments, has_table = how
    frames = iter([streams("u12")[k] for k in (2, 0, 1)])
    stored = KINDS["u12"][0]
    return compressed(folder, lambda pixels: next(frames), LOSSLESS, [2, 0, 1], has_table, fragments, stored)


def damaged(folder, stream, cut=0):
    """Slice 1 is this stream, and its file ends so many bytes early."""
    for k in range(3):
        ds = data_set(INDEX[k].astype(np.uint16), ORIGINS[k], k + 1)
        content = bytes_of(encapsulated(ds, [stream if k == 1 else streams("rpcl")[k]]), LOSSLESS)
        put(folder, f"{k}", content[:-cut] if cut and k == 1 else content)
    lost = np.zeros(INDEX.shape, bool)
    lost[1] = True
    return lost


@cases(half=0.5, end=0.95)
def stream_cut(folder, part):
    """The file is whole, its code stream is not: no picture of what the rest decodes to."""
    stream = streams("rpcl")[1]
    lost = damaged(folder, stream[: int(part * len(stream))])
    return Want(INDEX - 1024, ORIGINS[:3], codes=["CORRUPT"], padding=lost)


@case
def file_cut(folder):
    lost = damaged(folder, streams("rpcl")[1], cut=100)
    return Want(INDEX - 1024, ORIGINS[:3], codes=["TRUNCATED_SLICE"], padding=lost)


@case
def color(folder):
    """With the reversible color transform."""
    rgb = np.stack([INDEX[0] * n & 255 for n in (1, 2, 3)], -1).astype(np.uint8)
    put(folder, "color", bytes_of(encapsulated(picture(rgb, "YBR_RCT"), streams("color")[:1]), LOSSLESS))
    return Shown("color", (rgb @ np.array(WEIGHTS))[None], tolerance=1, code="NOT_GRAYSCALE")
