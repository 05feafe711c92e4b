"""What is broken, or made to do harm: the rest loads, what is missing is named, and nothing is filled in."""

import os
import socket
import struct
import zlib

import numpy as np
import pydicom
from pydicom.encaps import encapsulate, generate_pixel_data_frame

from .encodings import J2K, RLE, framed, j2k_bytes, rle_bytes
from .maker import (CASES, EXPLICIT, IMPLICIT, Refused, Survives, Want, bytes_of, case, cases, data_set, element, index_volume,
                    origins_of, put, write_stack)

STORED = index_volume()
HU = STORED.astype(int) - 1024
ORIGINS = origins_of(6)
LEFT = [0, 1, 2, 4, 5]  # without slice 3


def good(k, syntax=EXPLICIT, **tags):
    return bytes_of(data_set(STORED[k], ORIGINS[k], k + 1, **tags), syntax)


def with_bad_slice(folder, content, name="3"):
    """Slice 3 is this."""
    for k in LEFT:
        put(folder, f"{k}", good(k))
    put(folder, name, content)


def one_lost(*rejected, codes=("MISSING_SLICES",), top=("SKIPPED_FILES",)):
    return Want(HU[LEFT], ORIGINS[LEFT], codes=codes, missing=[37.5], rejected=list(rejected), top_codes=top)


def damaged_slice(mask_from=0):
    """Slice 3 has its place, and no data from this row on."""
    mask = np.zeros(STORED.shape, bool)
    mask[3, mask_from:] = True
    return mask


@cases(head=100, magic=130, meta=200, first_elements=500, patient=700, geometry=-700)
def cut_in_the_header(folder, at):
    with_bad_slice(folder, good(3)[:at])
    want = one_lost()
    want.rejected = None
    want.top_codes = ["SKIPPED_FILES"] if at > 132 or at < 0 else []
    return want


@cases(one_row=32, half=320, last_byte=1, last_row=608)
def cut_in_the_pixels(folder, missing):
    """What is there is shown; the rest has no data."""
    with_bad_slice(folder, good(3)[:-missing])
    whole_rows = (640 - missing) // 32
    mask = damaged_slice(whole_rows)
    if missing == 1:
        mask[3, 19, :15] = False
    return Want(HU, ORIGINS, codes=["TRUNCATED_SLICE"], padding=mask)


@case
def cut_before_the_pixels(folder):
    """The header is whole, all pixels are gone."""
    with_bad_slice(folder, good(3)[:-640])
    return one_lost("CORRUPT")


@case
def every_slice_cut(folder):
    for k in range(6):
        put(folder, f"{k}", good(k)[:-320])
    mask = np.zeros(STORED.shape, bool)
    mask[:, 10:] = True
    return Want(HU, ORIGINS, codes=["TRUNCATED_SLICE"] * 6, padding=mask)


@cases(jpeg_2000=(j2k_bytes, J2K, 60), rle=(rle_bytes, RLE, 300))
def compressed_cut(folder, how):
    """Half a code stream: damaged, never silent."""
    encode, syntax, missing = how
    return framed(folder, encode, syntax, STORED.astype(np.uint16), codes=["TRUNCATED_SLICE"], padding=damaged_slice(),
                  change=lambda content, k: content[:-missing] if k == 3 else content)


@case
def stream_broken_inside(folder):
    """The code stream's bytes are overwritten, its length is right."""
    def change(content, k):
        at = content.index(b"\xff\x4f\xff\x51")
        return content[:at] + bytes(60) + content[at + 60:] if k == 3 else content
    return framed(folder, j2k_bytes, J2K, STORED.astype(np.uint16), codes=["CORRUPT"], padding=damaged_slice(), change=change)


@cases(j2k="j2k_lossless_one", jpeg="jpeg_baseline", jpeg_12="jpeg_extended_12", jpeg_lossless="jpeg_lossless_sv1",
       jpeg_ls="jpeg_ls_lossless", jpeg_ls_near="jpeg_ls_near")
def stream_without_end(folder, name):
    """The file is whole, its code stream is not: no picture of what the rest decodes to."""
    want = next(make for kind, known, make in CASES if (kind, known) == ("encodings", name))(folder)
    if want is None:
        return None
    path = os.path.join(folder, "3")
    ds = pydicom.dcmread(path)
    stream = next(generate_pixel_data_frame(ds.PixelData)).rstrip(b"\0")
    ds.PixelData = encapsulate([stream[: len(stream) * 4 // 5]])
    ds.save_as(path)
    want.codes = sorted([*want.codes, "CORRUPT"])
    want.padding = damaged_slice()
    return want


@case
def empty_file(folder):
    with_bad_slice(folder, b"")
    want = one_lost("NO_DICOM", top=())
    return want


@case
def zeros(folder):
    with_bad_slice(folder, bytes(5000))
    return one_lost("NO_DICOM", top=())


@case
def text(folder):
    with_bad_slice(folder, b"Not an image. " * 200)
    return one_lost("NO_DICOM", top=())


@cases(rows=dict(Rows=40), columns=dict(Columns=64))
def more_rows_than_pixels(folder, tags):
    """Another size than the others: no slice of theirs."""
    with_bad_slice(folder, good(3, **tags))
    want = one_lost(top=())
    want.rejected = None
    return _Two(want)


class _Two(Want):
    """The first series as wanted; others are not looked at."""

    def __init__(self, want):
        self.__dict__.update(want.__dict__)
        self.only_first = True


@case
def fewer_rows(folder):
    with_bad_slice(folder, good(3, Rows=10))
    return _Two(one_lost(top=()))


@cases(zero=0, huge=65535)
def rows_lie(folder, rows):
    with_bad_slice(folder, good(3, Rows=rows, Columns=max(rows, 16)))
    want = one_lost("CORRUPT" if rows == 0 else "TOO_LARGE")
    want.rejected = None
    return want


@case
def size_beyond_memory(folder):
    for k in range(6):
        put(folder, f"{k}", good(k, Rows=16000, Columns=16000))
    return Survives()


@case
def no_rows(folder):
    with_bad_slice(folder, good(3, Rows=None))
    return one_lost("CORRUPT")


@case
def no_pixels(folder):
    with_bad_slice(folder, good(3, PixelData=None))
    return one_lost("CORRUPT")


@cases(text="abc\\def\\ghi", two="1\\2", empty="", nan="nan\\0\\0", inf="inf\\0\\0", huge="1e300\\0\\0")
def position_is_nonsense(folder, words):
    content = good(3).replace(element(0x20, 0x32, "DS", "\\".join(f"{x:.10g}" for x in ORIGINS[3])),
                              element(0x20, 0x32, "DS", words))
    with_bad_slice(folder, content)
    want = one_lost()
    want.rejected = None
    return want


def lying_length(content, tag, length):
    """The element's 16-bit length is this."""
    at = content.index(struct.pack("<HH", *tag), 132)
    return content[: at + 6] + struct.pack("<H", length) + content[at + 8:]


@cases(past_the_end=0xFFFE, odd=3, zero=0)
def length_lies(folder, length):
    """Patient ID says that it is longer or shorter than it is: everything behind it shifts."""
    with_bad_slice(folder, lying_length(good(3), (0x10, 0x20), length))
    want = one_lost()
    want.rejected = None
    return want


@cases(past_the_end=0x7FFFFFFE, short=100, undefined=0xFFFFFFFF, zero=0)
def pixel_length_lies(folder, length):
    content = good(3)
    at = content.index(struct.pack("<HH", 0x7FE0, 0x10)) + 8
    with_bad_slice(folder, content[:at] + struct.pack("<I", length) + content[at + 4:])
    return Survives() if length == 0x7FFFFFFE else _Damaged(length)


def _Damaged(length):
    if length == 100:
        mask = damaged_slice(3)
        mask[3, 3, :2] = False
        return Want(HU, ORIGINS, codes=["TRUNCATED_SLICE"], padding=mask)
    want = one_lost()
    want.rejected = None
    return want


def nested(depth, undefined):
    inner = element(8, 0x100, "SH", "X")
    for _ in range(depth):
        if undefined:
            inner = (struct.pack("<HH2sHI", 0x8, 0x1140, b"SQ", 0, 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
                     + inner + struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))
        else:
            piece = struct.pack("<HHI", 0xFFFE, 0xE000, len(inner)) + inner
            inner = struct.pack("<HH2sHI", 0x8, 0x1140, b"SQ", 0, len(piece)) + piece
    return inner


@cases(ten=(10, True), ten_defined=(10, False), thousands=(20000, True), thousands_defined=(5000, False))
def deep(folder, how):
    """Sequences in sequences. Ten are fine; thousands are refused, or passed over."""
    content = good(3)
    at = content.index(struct.pack("<HH", 0x8, 0x60))
    content = content[:at] + nested(*how) + content[at:]
    with_bad_slice(folder, content)
    if how[0] == 10 or not how[1]:
        return Want(HU, ORIGINS)
    return one_lost("CORRUPT")


@case
def deflate_bomb(folder):
    head = good(3)[:132]
    length = struct.unpack_from("<I", good(3), 140)[0]
    meta = good(3)[: 144 + length].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    meta = meta[:140] + struct.pack("<I", len(meta) - 144) + meta[144:]
    meta = meta.replace(b"UI\x14\x001.2.840.10008.1.2.1.99", b"UI\x16\x001.2.840.10008.1.2.1.99")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(packer.compress(bytes(1 << 24)) for _ in range(64)) + packer.flush()  # 1 GiB of zeros
    with_bad_slice(folder, meta + body)
    want = one_lost()
    want.rejected = None
    assert head
    return want


@case
def undefined_length_text(folder):
    """An element of undefined length that is no sequence."""
    content = good(3)
    at = content.index(struct.pack("<HH", 0x8, 0x60))
    content = content[:at] + struct.pack("<HH2sHI", 0x8, 0x19, b"UN", 0, 0xFFFFFFFF) + content[at:]
    with_bad_slice(folder, content)
    return one_lost("CORRUPT")


@case
def fifo(folder):
    with_bad_slice(folder, b"x", "text")
    os.mkfifo(os.path.join(folder, "3"))
    want = one_lost("NO_DICOM", "NOT_A_FILE")
    return want


@case
def unix_socket(folder):
    with_bad_slice(folder, b"x", "text")
    one = socket.socket(socket.AF_UNIX)
    one.bind(os.path.join(folder, "3"))
    one.close()
    return one_lost("NO_DICOM", "NOT_A_FILE")


@cases(device="/dev/zero", terminal="/dev/tty", itself="3", nowhere="/nonexistent/x")
def link(folder, to):
    with_bad_slice(folder, b"x", "text")
    os.symlink(to, os.path.join(folder, "3"))
    return one_lost("NO_DICOM", "NOT_A_FILE")


@case
def link_to_its_own_folder(folder):
    for k in range(6):
        put(folder, f"{k}", good(k))
    os.symlink(".", os.path.join(folder, "loop"))
    os.symlink("..", os.path.join(folder, "up"))
    return Want(HU, ORIGINS)


@case
def link_to_a_file(folder):
    for k in range(6):
        put(folder + "/../outside", f"{k}", good(k))
        os.symlink(f"../outside/{k}", os.path.join(folder, f"{k}"))
    return Want(HU, ORIGINS)


@case
def sparse_giant(folder):
    with_bad_slice(folder, good(3)[:-640])
    os.truncate(os.path.join(folder, "3"), 20 << 30)
    values = HU.copy()
    values[3] = -1024
    return Want(values, ORIGINS)


@case
def stray_dicomdir(folder):
    from pydicom.fileset import FileSet
    from pydicom import dcmread
    import shutil
    for k in range(6):
        put(folder, f"{k}", good(k))
    fs = FileSet()
    for k in range(6):
        ds = dcmread(os.path.join(folder, f"{k}"))
        ds.StudyTime, ds.AccessionNumber, ds.StudyID = "120000", "1", "1"
        fs.add(ds)
    fs.write(folder + "/../set")
    shutil.copy(folder + "/../set/DICOMDIR", os.path.join(folder, "DICOMDIR"))
    return Want(HU, ORIGINS, rejected=["DIRECTORY"])


@case
def dicomdir(folder):
    from pydicom.fileset import FileSet
    from pydicom import dcmread
    fs = FileSet()
    for k in range(6):
        put(folder + "/../loose", f"{k}", good(k))
        ds = dcmread(folder + f"/../loose/{k}")
        ds.StudyTime, ds.AccessionNumber, ds.StudyID = "120000", "1", "1"
        fs.add(ds)
    fs.write(folder)
    return os.path.join(folder, "DICOMDIR"), Want(HU, ORIGINS)


def file_set(folder, data_sets):
    """A DICOMDIR with its files."""
    from pydicom.fileset import FileSet
    fs = FileSet()
    for ds in data_sets:
        ds.StudyTime, ds.AccessionNumber, ds.StudyID = "120000", "1", "1"
        ds.file_meta.TransferSyntaxUID = EXPLICIT
        ds.is_implicit_VR, ds.is_little_endian = False, True
        fs.add(ds)
    fs.write(folder)


def two_patients():
    for k in range(6):
        yield data_set(STORED[k], ORIGINS[k], k + 1)
    for k in range(4):
        yield data_set(STORED[k] + 7, ORIGINS[k], k + 1, series=2, PatientID="P2", PatientName="Other^One",
                       StudyInstanceUID="1.2.3.9")


@case
def dicomdir_of_two_patients(folder):
    file_set(folder, two_patients())
    return os.path.join(folder, "DICOMDIR"), [Want(HU, ORIGINS), Want(HU[:4] + 7, ORIGINS[:4])]


@case
def dicomdir_with_a_file_gone(folder):
    """What the directory names and is not there is told."""
    file_set(folder, two_patients())
    gone = sorted(os.path.join(root, name) for root, _, names in os.walk(folder) for name in names if name != "DICOMDIR")
    from pydicom import dcmread
    for path in gone:
        ds = dcmread(path)
        if ds.PatientID == "P1" and ds.InstanceNumber == 4:
            os.remove(path)
    return os.path.join(folder, "DICOMDIR"), [
        Want(HU[LEFT], ORIGINS[LEFT], codes=["MISSING_SLICES"], rejected=["NOT_A_FILE"], top_codes=["SKIPPED_FILES"]),
        Want(HU[:4] + 7, ORIGINS[:4])]


@case
def dicomdir_that_leads_outside(folder):
    """Names that climb out of the folder are not followed, and told."""
    inside = folder + "/disc"
    os.makedirs(inside)
    file_set(inside, two_patients())
    put(folder, "xx", b"")
    with open(inside + "/DICOMDIR", "rb") as file:
        content = file.read()
    assert b"PT000001" in content
    put(inside, "DICOMDIR", content.replace(b"PT000001", b"..\\..\\xx"))
    return inside + "/DICOMDIR", Want(HU, ORIGINS, top_codes=["SKIPPED_FILES"])


@cases(quarter=4, half=2)
def bits_flipped(folder, share):
    """Bits of the header turned around: refused, or another series; the rest loads."""
    content = bytearray(good(3))
    rng = np.random.default_rng(share)
    for at in rng.integers(144, len(content) - 640, 400 // share):
        content[at] ^= 1 << int(rng.integers(8))
    with_bad_slice(folder, bytes(content))
    return _Two(Want(HU[LEFT], ORIGINS[LEFT], codes=None))


@case
def random_bytes_after_the_head(folder):
    rng = np.random.default_rng(6)
    with_bad_slice(folder, good(3)[:132] + rng.bytes(5000))
    want = one_lost()
    want.rejected = None
    return want


@case
def no_permission(folder):
    if os.getuid() == 0:
        return None
    with_bad_slice(folder, good(3))
    os.chmod(os.path.join(folder, "3"), 0)
    return one_lost("NO_PERMISSION")


@case
def implicit_cut(folder):
    for k in LEFT:
        put(folder, f"{k}", good(k, IMPLICIT))
    put(folder, "3", good(3, IMPLICIT)[:-320])
    return Want(HU, ORIGINS, codes=["TRUNCATED_SLICE"], padding=damaged_slice(10))


@case
def first_and_last_damaged(folder):
    """Nothing can tell that ends are missing but the file names: the files are named."""
    for k in range(6):
        put(folder, f"{k}", good(k)[:700] if k in (0, 5) else good(k))
    want = Want(HU[1:5], ORIGINS[1:5], top_codes=["SKIPPED_FILES"])
    return want


@case
def deflated_cut(folder):
    """What cannot be inflated to its end is cut, and says so."""
    from .maker import DEFLATED
    for k in range(6):
        content = good(k, DEFLATED)
        put(folder, f"{k}", content[:-120] if k == 3 else content)
    return Want(HU, codes=["TRUNCATED_SLICE"], padding=damaged_slice(10))  # how many rows are there depends on zlib
