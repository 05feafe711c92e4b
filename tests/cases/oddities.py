"""Data sets as odd writers make them: value representations, lengths, heads, tables, compressed streams of unusual bits."""

import os
import shutil
import struct
import zlib

import numpy as np
from pydicom.sequence import Sequence

from .encodings import J2K, RLE, dcmtk, framed, j2k_bytes, opj, rle_bytes
from .maker import (BIG, DEFLATED, EXPLICIT, Want, bytes_of, case, cases, data_set, element,
                    index_volume, item, origins_of, put, write_stack)

STORED = index_volume()
HU = STORED.astype(int) - 1024
ORIGINS = origins_of(6)


def stack_of(folder, change, want=None, syntax=EXPLICIT, **tags):
    """Every slice's bytes go through change(content, k)."""
    for k in range(6):
        put(folder, f"{k}", change(bytes_of(data_set(STORED[k], ORIGINS[k], k + 1, **tags), syntax), k))
    return want or Want(HU, ORIGINS)


def before(content, tag, piece):
    at = content.index(struct.pack("<HH", *tag), 300)
    return content[:at] + piece + content[at:]


def long_element(group, number, vr, value):
    return struct.pack("<HH2sHI", group, number, vr.encode(), 0, len(value)) + value


@cases(uc=("UC", b"ABC "), ur=("UR", b"http://x"), ut=("UT", b"text"), ol=("OL", bytes(8)), ov=("OV", bytes(8)),
       sv=("SV", bytes(8)), uv=("UV", bytes(8)), od=("OD", bytes(8)), of=("OF", bytes(8)), un=("UN", bytes(6)),
       ob=("OB", bytes(2)))
def representation(folder, how):
    """VRs whose length has four bytes (PS3.5 table 7.1-1)."""
    return stack_of(folder, lambda c, k: before(c, (0x8, 0x60), long_element(0x8, 0x19, *how)))


@cases(blank=b"  ", zero=b"\0\0", question=b"??", small=b"sh", none=b"--")
def representation_that_is_none(folder, letters):
    """A VR of no standard, with a length of two bytes: refused, or read right."""
    piece = struct.pack("<HH", 8, 0x19) + letters + struct.pack("<H", 4) + b"ABCD"
    stack_of(folder, lambda c, k: before(c, (0x8, 0x60), piece))
    return Want(HU, ORIGINS, may_refuse=True)


@case
def unknown_sequence(folder):
    """UN of undefined length holds items in implicit VR (CP-246)."""
    inner = struct.pack("<HHI", 0x8, 0x100, 2) + b"AB" + struct.pack("<HHI", 0x28, 0x10, 2) + b"\xff\xff"
    piece = (struct.pack("<HH2sHI", 0x8, 0x1140, b"UN", 0, 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
             + inner + struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))
    return stack_of(folder, lambda c, k: before(c, (0x18, 0x50), piece))


@case
def group_lengths(folder):
    """Retired group length elements, wrong ones."""
    def change(content, k):
        for group in (0x8, 0x10, 0x18, 0x20, 0x28):
            at = next(n for n in range(300, len(content)) if content[n:n + 2] == struct.pack("<H", group)
                      and content[n + 4:n + 6].isalpha() and content[n + 4:n + 6].isupper())
            content = content[:at] + struct.pack("<HH2sHI", group, 0, b"UL", 4, 77777) + content[at:]
        return content
    return stack_of(folder, change)


@cases(tiff=b"II*\0" + bytes(124), text=b"x" * 128)
def preamble(folder, start):
    return stack_of(folder, lambda c, k: start + c[128:])


@case
def no_transfer_syntax(folder):
    """A meta header without a transfer syntax."""
    def change(content, k):
        piece = element(2, 0x10, "UI", EXPLICIT)
        length = struct.unpack_from("<I", content, 140)[0] - len(piece)
        return content[:140] + struct.pack("<I", length) + content[144:].replace(piece, b"")
    return stack_of(folder, change)


@case
def no_meta_group_length(folder):
    return stack_of(folder, lambda c, k: c[:132] + c[144:])


@case
def meta_in_implicit(folder):
    """A meta header in implicit VR, as some old writers made it."""
    def change(content, k):
        whole = content[132 + 12 + struct.unpack_from("<I", content, 140)[0]:]
        uid = EXPLICIT.encode() + b"\0" * (len(EXPLICIT) % 2)
        meta = struct.pack("<HHI", 2, 0x10, len(uid)) + uid
        return content[:132] + struct.pack("<HHII", 2, 0, 4, len(meta)) + meta + whole
    return stack_of(folder, change)


@cases(zlib=15, gzip=31)
def deflated_with_a_head(folder, bits):
    """A zlib or gzip head before the deflated data set, against the standard."""
    def change(content, k):
        at = 132 + 12 + struct.unpack_from("<I", content, 140)[0]
        packer = zlib.compressobj(6, zlib.DEFLATED, bits)
        return content[:at] + packer.compress(zlib.decompress(content[at:], -15)) + packer.flush()
    stack_of(folder, change, syntax=DEFLATED)
    return Want(HU, ORIGINS, may_refuse=True)


@cases(un=b"UN", ob=b"OB")
def pixels_of_another_vr(folder, vr):
    def change(content, k):
        at = content.index(b"\xe0\x7f\x10\x00OW")
        return content[:at + 4] + vr + content[at + 6:]
    return stack_of(folder, change)


@case
def overlay_planes_beside(folder):
    """Overlays in elements of their own, before the pixels."""
    for k in range(6):
        ds = data_set(STORED[k], ORIGINS[k], k + 1)
        for number, vr, value in ((0x10, "US", 20), (0x11, "US", 16), (0x40, "CS", "G"), (0x50, "SS", [1, 1]),
                                  (0x100, "US", 1), (0x102, "US", 0), (0x3000, "OW", bytes(40))):
            ds.add_new((0x6000, number), vr, value)
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def curves_and_private_groups(folder):
    for k in range(6):
        ds = data_set(STORED[k], ORIGINS[k], k + 1)
        ds.add_new((0x0009, 0x0010), "LO", "MAKER 1")
        ds.add_new((0x0009, 0x1001), "UN", b"\x12\x34" * 40)
        ds.add_new((0x5000, 0x3000), "OW", bytes(64))
        ds.add_new((0x0029, 0x0010), "LO", "MAKER 2")
        ds.add_new((0x0029, 0x1050), "DS", "17")
        put(folder, f"{k}", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def fifteen_bits_stored_signed(folder):
    small = STORED - 1200
    raw = (small.astype(int) & 0x7FFF).astype(np.uint16)
    for k in range(6):
        put(folder, f"{k}", bytes_of(data_set(raw[k], ORIGINS[k], k + 1, BitsStored=15, HighBit=14, PixelRepresentation=1)))
    return Want(small.astype(int) - 1024, ORIGINS)


@cases(i32=np.int32, u32=np.uint32)
def twenty_bits_in_32_big_endian(folder, kind):
    signed = kind == np.int32
    small = STORED.astype(np.int64) - (1200 if signed else 0)
    raw = (small & 0xFFFFF).astype(np.uint32)
    for k in range(6):
        ds = data_set(raw[k].view(kind), ORIGINS[k], k + 1, BitsStored=20, HighBit=19, PixelRepresentation=int(signed))
        put(folder, f"{k}", bytes_of(ds, BIG))
    return Want(small - 1024, ORIGINS)


@case
def allocations_mixed(folder):
    """8, 16 and 32 bits, both signs and two byte orders in one series."""
    small = (STORED & 127).astype(int)
    kinds = [np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int8]
    for k in range(6):
        put(folder, f"{k}", bytes_of(data_set(small[k].astype(kinds[k]), ORIGINS[k], k + 1), BIG if k in (1, 3) else EXPLICIT))
    return Want(small - 1024, ORIGINS)


@case
def bits_stored_differ(folder):
    """12 and 16 bits stored; garbage above where 12 are."""
    raw = STORED.astype(np.uint16)
    raw[::2] |= 0xA000
    origins = write_stack(folder, raw, of_slice=lambda k: {"BitsStored": 12, "HighBit": 11} if k % 2 == 0 else {})
    return Want(HU, origins)


@case
def rescale_over_the_vr(folder):
    """Numbers as writers make them: a plus sign, a bare point, exponents, padding with zeros."""
    words = ["+1", "1.", "1.0E0", "01.000000", "1e+00", "1\0"]
    for k in range(6):
        content = bytes_of(data_set(STORED[k], ORIGINS[k], k + 1, RescaleSlope=None))
        piece = element(0x28, 0x1053, "DS", words[k])
        put(folder, f"{k}", before(content, (0x28, 0x1054), piece))
    return Want(HU, ORIGINS)


@case
def decimal_comma(folder):
    """Numbers with a comma are none: no slope, no place, and never 0.5 read as 0."""
    def change(content, k):
        return content.replace(element(0x28, 0x30, "DS", "0.7\\0.5"), element(0x28, 0x30, "DS", "0,7\\0,5"))
    stack_of(folder, change)
    want = Want(HU, None, spacing=(1, 1), codes=["ASSUMED_SPACING"])
    return want


@case
def modality_lut_of_signed_pixels(folder):
    small = STORED - 1200
    table = (np.arange(2400) * 3).astype(np.uint16)
    ds_lut = item(ModalityLUTType="HU")
    ds_lut.add_new(0x00283002, "SS", [2400, -1200, 16])
    ds_lut.add_new(0x00283006, "OW", table.astype("<u2").tobytes())
    truth = table[np.clip(small.astype(int) + 1200, 0, 2399)].astype(int)
    origins = write_stack(folder, small, RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
                          ModalityLUTSequence=Sequence([ds_lut]))
    return Want(truth, origins, codes=None)


@case
def modality_lut_of_eight_bits(folder):
    """A table of 8-bit values in bytes."""
    table = (np.arange(256)[::-1]).astype(np.uint8)
    small = (STORED & 255).astype(np.uint8)
    lut = item(ModalityLUTType="OD")
    lut.add_new(0x00283002, "US", [256, 0, 8])
    lut.add_new(0x00283006, "OW", table.tobytes())
    origins = write_stack(folder, small, RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
                          ModalityLUTSequence=Sequence([lut]))
    return Want(table[small].astype(int), origins, codes=None)


@case
def padding_and_slope(folder):
    """Padding is a stored value, whatever the rescale makes of it."""
    stored = STORED.copy()
    stored[:, 5, 5] = -2000
    mask = np.zeros(stored.shape, bool)
    mask[:, 5, 5] = True
    for k in range(6):
        ds = data_set(stored[k], ORIGINS[k], k + 1, RescaleSlope=2 + k)
        ds.add_new(0x00280120, "SS", -2000)
        put(folder, f"{k}", bytes_of(ds))
    scale = (2 + np.arange(6))[:, None, None]
    return Want(STORED.astype(int) * scale - 1024, ORIGINS, codes=["PADDING"], padding=mask)


@case
def monochrome1_signed_with_padding(folder):
    stored = STORED - 1200
    stored[:, 0, 0] = -3000
    mask = np.zeros(stored.shape, bool)
    mask[:, 0, 0] = True
    for k in range(6):
        ds = data_set(stored[k], ORIGINS[k], k + 1, PhotometricInterpretation="MONOCHROME1")
        ds.add_new(0x00280120, "SS", -3000)
        put(folder, f"{k}", bytes_of(ds))
    return Want(stored.astype(int) - 1024, ORIGINS, codes=["PADDING"], padding=mask)


@case
def rle_of_many_fragments_and_one_frame(folder):
    return framed(folder, rle_bytes, RLE, fragments=7)


@case
def rle_12_bits_with_garbage(folder):
    raw = STORED.astype(np.uint16) | 0x5000
    for_raw = framed(folder, rle_bytes, RLE, raw, HU, BitsStored=12, HighBit=11)
    return for_raw


@cases(tiled=("-t", "8,8"), tiled_unevenly=("-t", "7,11"), by_resolution=("-p", "RPCL"), precincts=("-c", "[4,4],[4,4]"),
       with_marks=("-SOP", "-EPH"), in_parts=("-TP", "R"), blocks=("-b", "4,4"))
def j2k(folder, words):
    if not shutil.which("opj_compress"):
        return None
    return framed(folder, lambda p: opj(p, *words), J2K, STORED.astype(np.uint16))


@case
def j2k_odd_sizes(folder):
    """One resolution of an odd size, and a picture of 1 x 37."""
    stored = np.arange(3 * 37).astype(np.uint16).reshape(3, 37, 1) * 7
    return framed(folder, lambda p: j2k_bytes(p, num_resolutions=1), J2K, stored)


@case
def stream_with_a_byte_too_many(folder):
    """Bytes behind the end of a code stream are no part of it."""
    return framed(folder, lambda p: j2k_bytes(p) + bytes(14), J2K, STORED.astype(np.uint16))


@case
def jpeg_labelled_j2k(folder):
    """Lossless JPEG under the label of JPEG 2000: the code stream counts."""
    want = dcmtk(folder, "dcmcjpeg", "+e1", stored=STORED.astype(np.uint16), BitsStored=12, HighBit=11)
    for k in range(6 if want else 0):
        path = os.path.join(folder, f"{k}")
        with open(path, "rb") as file:
            content = file.read()
        content = content.replace(b"1.2.840.10008.1.2.4.70", b"1.2.840.10008.1.2.4.90", 1)
        put(folder, f"{k}", content)
    return want


@case
def bytes_after_the_delimiter(folder):
    return framed(folder, rle_bytes, RLE, change=lambda content, k: content + bytes(range(256)))


@case
def no_delimiter_at_the_end(folder):
    """The sequence delimiter is missing: all fragments are there."""
    return framed(folder, rle_bytes, RLE, change=lambda content, k: content[:-8])
