"""Enhanced and other multi-frame files that hold more than one stack, tilted, uneven, with groups missing or in odd places."""

import numpy as np
from pydicom.sequence import Sequence

from .encodings import J2K, RLE, j2k_bytes, rle_bytes
from .frames import HU, LEGACY_CT, ORIGINS, STORED, enhanced, stack_item
from .maker import (AXIAL, EXPLICIT, Refused, Want, bytes_of, case, cases, data_set, element, encapsulated, item, origins_of, put)

SHUFFLED = [3, 0, 5, 1, 4, 2]


@cases(plus=1, minus=-1)
def tilted_with_a_missing_frame(folder, way):
    origins = origins_of(7, step=(0, way, 3))[[0, 1, 2, 4, 5, 6]]
    put(folder, "e", bytes_of(enhanced(origins=origins, order=SHUFFLED)))
    return Want(HU, origins, codes=["GANTRY_TILT", "MISSING_SLICES"])


@case
def two_stacks_of_two_orientations_and_sizes_of_step(folder):
    """A tilted uneven stack and a coronal one, interleaved."""
    coronal = (1, 0, 0, 0, 0, -1)
    origins = np.array([(-10, -20 + z, 3 * z) for z in (0, 1, 3, 4)] + [(-10, 50, 30), (-10, 53, 30)], float)

    def more(group, place, k):
        group.PlaneOrientationSequence = Sequence([item(ImageOrientationPatient=[float(x) for x in (coronal if k > 3 else AXIAL)])])

    put(folder, "e", bytes_of(enhanced(origins=origins, order=[4, 0, 2, 5, 1, 3], more=more,
                                       content=lambda p, k: stack_item("1" if k < 4 else "2", 1 + k % 4))))
    return [Want(HU[:4], origins[:4], codes=None), Want(HU[4:], origins[4:], coronal)]


@case
def three_stacks_of_other_slopes(folder):
    origins = np.concatenate([ORIGINS[:2], ORIGINS[:2] + (0, 0, 100), ORIGINS[:2] + (0, 0, 200)])
    put(folder, "e", bytes_of(enhanced(origins=origins, rescale=lambda k: (1 + k // 2, -1024), order=SHUFFLED,
                                       content=lambda p, k: stack_item("abc"[k // 2], 1 + k % 2))))
    return [Want(STORED[2 * n:2 * n + 2].astype(int) * (1 + n) - 1024, origins[2 * n:2 * n + 2]) for n in range(3)]


@case
def nothing_shared(folder):
    """No shared functional groups at all."""
    def more(group, place, k):
        group.PixelMeasuresSequence = Sequence([item(PixelSpacing=[0.7, 0.5], SliceThickness=9)])

    ds = enhanced(per_frame_orientation=True, more=more, order=SHUFFLED)
    del ds.SharedFunctionalGroupsSequence
    put(folder, "e", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def empty_shared_item(folder):
    def more(group, place, k):
        group.PixelMeasuresSequence = Sequence([item(PixelSpacing=[0.7, 0.5], SliceThickness=9)])

    ds = enhanced(per_frame_orientation=True, more=more, order=SHUFFLED)
    ds.SharedFunctionalGroupsSequence = Sequence([item()])
    put(folder, "e", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def no_per_frame_groups(folder):
    """No frame says where it lies: a stack without places, and that is told."""
    ds = enhanced(shared_rescale=True)
    del ds.PerFrameFunctionalGroupsSequence
    put(folder, "e", bytes_of(ds))
    return Want(HU, None, codes=["ASSUMED_SPACING"])


@case
def shared_overridden_by_frames(folder):
    """Shared orientation and rescale; frames 2 and 4 say their own rescale."""
    def more(group, place, k):
        if k in (2, 4):
            group.PixelValueTransformationSequence = Sequence([item(RescaleSlope=2, RescaleIntercept=-500, RescaleType="HU")])

    put(folder, "e", bytes_of(enhanced(shared_rescale=True, more=more, order=SHUFFLED)))
    truth = HU.copy()
    truth[[2, 4]] = STORED[[2, 4]].astype(int) * 2 - 500
    return Want(truth, ORIGINS)


@case
def groups_before_the_number_of_frames(folder):
    """Number of Frames after the functional groups, against the order of tags."""
    content = bytes_of(enhanced(order=SHUFFLED))
    piece = element(0x28, 8, "IS", "6")
    assert content.count(piece) == 1
    at = content.index(b"\xe0\x7f\x10\x00")
    moved = content.replace(piece, b"")
    at = moved.index(b"\xe0\x7f\x10\x00")
    put(folder, "e", moved[:at] + piece + moved[at:])
    return Refused("CORRUPT")


@case
def number_of_frames_twice(folder):
    """It grows behind the groups: nothing may be read beyond them."""
    content = bytes_of(enhanced(order=SHUFFLED))
    at = content.index(b"\xe0\x7f\x10\x00")
    put(folder, "e", content[:at] + element(0x28, 8, "IS", "60000") + content[at:])
    return Refused("CORRUPT")


@case
def frames_of_equal_place_by_time_of_day(folder):
    """Frame Acquisition DateTime alone tells two passes apart."""
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])
    put(folder, "e", bytes_of(enhanced(origins=origins, order=SHUFFLED, content=lambda p, k: item(
        FrameAcquisitionDateTime=f"20260102{10 + k // 3}0000"))))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def frames_of_equal_place_by_frame_type(folder):
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])

    def more(group, place, k):
        group.CTImageFrameTypeSequence = Sequence([item(FrameType=["ORIGINAL" if k < 3 else "DERIVED", "PRIMARY", "VOLUME", "NONE"])])

    put(folder, "e", bytes_of(enhanced(origins=origins, order=[0, 3, 4, 1, 5, 2], more=more)))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def frames_of_equal_place_by_acquisition_number(folder):
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])
    put(folder, "e", bytes_of(enhanced(origins=origins, order=SHUFFLED,
                                       content=lambda p, k: item(FrameAcquisitionNumber=1 + k // 3))))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def frames_of_equal_place_and_nothing_else(folder):
    """Told by nothing: one volume of the first frames; the rest are named."""
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])
    put(folder, "e", bytes_of(enhanced(origins=origins)))
    return Want(HU[:3], ORIGINS[:3], codes=["DUPLICATE_SLICES"], rejected=["DUPLICATE_SLICES"])


@case
def legacy_with_attributes_unassigned(folder):
    """Legacy converted: slope, spacing and image type in the unassigned groups, as converters leave them."""
    ds = enhanced(order=SHUFFLED, SOPClassUID=LEGACY_CT)
    for place, group in enumerate(ds.PerFrameFunctionalGroupsSequence):
        del group.PixelValueTransformationSequence
        group.UnassignedPerFrameConvertedAttributesSequence = Sequence([item(
            RescaleSlope=1 + place, RescaleIntercept=-1024, RescaleType="HU", InstanceNumber=place + 1)])
    put(folder, "e", bytes_of(ds))
    scale = np.empty(6)
    scale[SHUFFLED] = 1 + np.arange(6)
    return Want(STORED.astype(int) * scale[:, None, None].astype(int) - 1024, ORIGINS)


@case
def legacy_with_rescale_shared_unassigned(folder):
    ds = enhanced(SOPClassUID=LEGACY_CT)
    for group in ds.PerFrameFunctionalGroupsSequence:
        del group.PixelValueTransformationSequence
    ds.SharedFunctionalGroupsSequence[0].UnassignedSharedConvertedAttributesSequence = Sequence([item(
        RescaleSlope=3, RescaleIntercept=-1000, RescaleType="HU")])
    put(folder, "e", bytes_of(ds))
    return Want(STORED.astype(int) * 3 - 1000, ORIGINS)


@case
def stacks_over_several_files(folder):
    """Concatenation: three files of two frames, one stack."""
    for n in range(3):
        put(folder, f"{n}", bytes_of(enhanced(STORED[2 * n:2 * n + 2], ORIGINS[2 * n:2 * n + 2], number=n + 1,
                                              InConcatenationNumber=n + 1)))
    return Want(HU, ORIGINS)


@cases(none=("no", 1), basic=("basic", 1), basic_many=("basic", 3), extended_many=("extended", 2), no_many=("no", 2))
def tables(folder, how):
    """Offset tables of fragmented JPEG 2000 frames."""
    kind, fragments = how
    frames = [j2k_bytes(STORED[k].astype(np.uint16)) for k in SHUFFLED]
    ds = encapsulated(enhanced(STORED.astype(np.uint16), order=SHUFFLED), frames, fragments_per_frame=fragments,
                      has_bot=kind == "basic")
    if kind == "extended":
        items, starts, at = 0, [], 0
        stream, lengths = ds.PixelData[8:], []
        while stream[at:at + 4] == b"\xfe\xff\x00\xe0":
            if items % fragments == 0:
                starts.append(at)
                lengths.append(0)
            size = int.from_bytes(stream[at + 4:at + 8], "little")
            lengths[-1] += size
            at += 8 + size
            items += 1
        ds.ExtendedOffsetTable = np.array(starts, "<u8").tobytes()
        ds.ExtendedOffsetTableLengths = np.array(lengths, "<u8").tobytes()
    put(folder, "e", bytes_of(ds, J2K))
    return Want(HU, ORIGINS)


@case
def empty_fragments_between(folder):
    """Zero-length fragments are legal, and no frame."""
    import struct
    ds = enhanced(order=SHUFFLED)
    empty = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    stream = empty
    for k in SHUFFLED:
        frame = rle_bytes(STORED[k])
        frame += b"\0" * (len(frame) % 2)
        stream += struct.pack("<HHI", 0xFFFE, 0xE000, len(frame)) + frame + empty
    ds.PixelData = stream
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    put(folder, "e", bytes_of(ds, RLE))
    return Want(HU, ORIGINS)


@case
def odd_frames_of_eight_bits(folder):
    """Frames of 15 x 19 bytes follow each other without padding."""
    voxels = (np.arange(5 * 19 * 15) % 251).astype(np.uint8).reshape(5, 19, 15)
    ds = enhanced(voxels, ORIGINS[:5])
    ds.PixelData = voxels.tobytes() + b"\0"
    ds["PixelData"].VR = "OB"
    put(folder, "e", bytes_of(ds))
    return Want(voxels.astype(int) - 1024, ORIGINS[:5])


@case
def frames_with_their_own_padding_and_sign(folder):
    voxels = (STORED - 1200).copy()
    voxels[2, 3:5] = -2000
    mask = np.zeros(voxels.shape, bool)
    mask[2, 3:5] = True
    ds = enhanced(voxels, order=SHUFFLED)
    ds.add_new(0x00280120, "SS", -2000)
    put(folder, "e", bytes_of(ds))
    return Want(voxels.astype(int) - 1024, ORIGINS, codes=["PADDING"], padding=mask)


@case
def place_at_the_top_level_only(folder):
    """An enhanced file of one frame whose place stands outside of the groups."""
    ds = enhanced(STORED[:1], ORIGINS[:1])
    del ds.PerFrameFunctionalGroupsSequence
    ds.ImagePositionPatient = [float(x) for x in ORIGINS[0]]
    ds.ImageOrientationPatient = list(AXIAL)
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    put(folder, "e", bytes_of(ds))
    return Want(HU[:1], ORIGINS[:1], codes=None)


@case
def place_repeats_in_plain_multi_frame(folder):
    """A plain multi-frame CT with one place for all frames: nothing says where frames 2 to 6 lie."""
    ds = data_set(STORED[0], ORIGINS[0], 1, NumberOfFrames=6, PixelData=STORED.tobytes())
    put(folder, "m", bytes_of(ds, EXPLICIT))
    return Want(HU, None, codes=["ASSUMED_SPACING"])
