"""Many images in one file."""

import numpy as np
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence

from .encodings import J2K, JPEG, RLE, SMOOTH, j2k_bytes, jpeg_bytes, rle_bytes
from .maker import (AXIAL, BIG, CAPTURE, DEFLATED, ENHANCED_CT, IMPLICIT, ROOT, Refused, Want, bytes_of, case, cases,
                    data_set, encapsulated, index_volume, item, origins_of, put)

STORED = index_volume()
HU = STORED.astype(int) - 1024
ORIGINS = origins_of(6)
LEGACY_CT = "1.2.840.10008.5.1.4.1.1.2.2"


def enhanced(voxels=STORED, origins=ORIGINS, order=None, number=1, rescale=lambda k: (1, -1024), content=None, more=None,
             cosines=AXIAL, per_frame_orientation=False, shared_rescale=False, **tags):
    """One enhanced CT: frames in this order of k."""
    order = list(range(len(voxels))) if order is None else order
    ds = data_set(voxels[0], None, number, SOPClassUID=ENHANCED_CT, RescaleSlope=None, RescaleIntercept=None,
                  RescaleType=None, PixelSpacing=None, SliceThickness=None)
    ds.NumberOfFrames = len(order)
    plane = lambda c: Sequence([item(ImageOrientationPatient=[float(x) for x in c])])
    value = lambda k: Sequence([item(RescaleSlope=rescale(k)[0], RescaleIntercept=rescale(k)[1], RescaleType="HU")])
    shared = item(PixelMeasuresSequence=Sequence([item(PixelSpacing=[0.7, 0.5], SliceThickness=9)]))
    if not per_frame_orientation:
        shared.PlaneOrientationSequence = plane(cosines)
    if shared_rescale:
        shared.PixelValueTransformationSequence = value(0)
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    groups = []
    for place, k in enumerate(order):
        group = item(PlanePositionSequence=Sequence([item(ImagePositionPatient=[float(x) for x in origins[k]])]))
        if per_frame_orientation:
            group.PlaneOrientationSequence = plane(cosines)
        if not shared_rescale:
            group.PixelValueTransformationSequence = value(k)
        if content:
            group.FrameContentSequence = Sequence([content(place, k)])
        if more:
            more(group, place, k)
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    ds.PixelData = np.ascontiguousarray(voxels[order]).tobytes()
    for name, value in tags.items():
        setattr(ds, name, value)
    return ds


@cases(in_order=list(range(6)), shuffled=[3, 0, 5, 1, 4, 2], backwards=[5, 4, 3, 2, 1, 0])
def order(folder, order):
    put(folder, "e", bytes_of(enhanced(order=order)))
    return Want(HU, ORIGINS)


@cases(implicit=IMPLICIT, big=BIG, deflated=DEFLATED)
def syntax(folder, syntax):
    put(folder, "e", bytes_of(enhanced(order=[3, 0, 5, 1, 4, 2]), syntax))
    return Want(HU, ORIGINS)


@case
def shared_only(folder):
    put(folder, "e", bytes_of(enhanced(shared_rescale=True)))
    return Want(HU, ORIGINS)


@case
def per_frame_only(folder):
    put(folder, "e", bytes_of(enhanced(per_frame_orientation=True)))
    return Want(HU, ORIGINS)


@case
def rescale_of_each_frame(folder):
    put(folder, "e", bytes_of(enhanced(rescale=lambda k: (1 + k, -1024 + k), order=[3, 0, 5, 1, 4, 2])))
    scale = np.arange(1, 7)[:, None, None]
    return Want(STORED.astype(int) * scale - 1025 + scale, ORIGINS)


@case
def fractional_rescale_of_each_frame(folder):
    slopes = [0.5, 0.25, 1, 0.75, 0.5, 0.3]
    put(folder, "e", bytes_of(enhanced(rescale=lambda k: (slopes[k], -100))))
    return Want(STORED * np.array(slopes)[:, None, None] - 100, ORIGINS, tolerance=0.125)


@case
def uneven(folder):
    origins = np.array([(-10, -20, z) for z in (0, 2, 4, 7, 10, 14)], float)
    put(folder, "e", bytes_of(enhanced(origins=origins, order=[3, 0, 5, 1, 4, 2])))
    return Want(HU, origins, codes=["UNEVEN_SPACING"])


@case
def missing(folder):
    origins = origins_of(8)[[0, 1, 2, 4, 5, 7]]
    put(folder, "e", bytes_of(enhanced(origins=origins)))
    return Want(HU, origins, codes=["MISSING_SLICES"])


@case
def tilted(folder):
    origins = origins_of(6, step=(0, 1, 3))
    put(folder, "e", bytes_of(enhanced(origins=origins)))
    return Want(HU, origins, codes=["GANTRY_TILT"])


@case
def coronal(folder):
    cosines = (1, 0, 0, 0, 0, -1)
    origins = origins_of(6, step=(0, 3, 0))
    put(folder, "e", bytes_of(enhanced(origins=origins, cosines=cosines, order=[3, 0, 5, 1, 4, 2])))
    return Want(HU, origins, cosines)


def stack_item(name, place, time=None, index=None):
    ds = item(StackID=name, InStackPositionNumber=place)
    if time is not None:
        ds.TemporalPositionIndex = time
    ds.DimensionIndexValues = index or [1, place]
    return ds


@case
def two_stacks(folder):
    """Two stacks of one file, one beside the other."""
    origins = np.concatenate([ORIGINS[:4], ORIGINS[:2] + (0, 0, 100)])
    put(folder, "e", bytes_of(enhanced(origins=origins, content=lambda p, k: stack_item("1" if k < 4 else "2", 1 + k % 4))))
    return [Want(HU[:4], origins[:4]), Want(HU[4:], origins[4:])]


@case
def two_stacks_at_one_place(folder):
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])
    put(folder, "e", bytes_of(enhanced(origins=origins, content=lambda p, k: stack_item("AB"[k // 3], 1 + k % 3))))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def two_times(folder):
    """Temporal position in the frame content; frames interleaved."""
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])
    order = [0, 3, 1, 4, 2, 5]
    put(folder, "e", bytes_of(enhanced(origins=origins, order=order,
                                       content=lambda p, k: stack_item("1", 1 + k % 3, 1 + k // 3))))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def two_kernels(folder):
    """Convolution kernel in the CT reconstruction group."""
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])

    def more(group, place, k):
        group.CTReconstructionSequence = Sequence([item(ConvolutionKernel=["B30", "B70"][k // 3])])

    put(folder, "e", bytes_of(enhanced(origins=origins, more=more)))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def two_energies_by_dimension_only(folder):
    """Only Dimension Index Values tell the two apart."""
    origins = np.concatenate([ORIGINS[:3], ORIGINS[:3]])
    put(folder, "e", bytes_of(enhanced(origins=origins, content=lambda p, k: item(DimensionIndexValues=[1 + k // 3, 1 + k % 3]))))
    return [Want(HU[:3], ORIGINS[:3]), Want(HU[3:], ORIGINS[:3])]


@case
def dimension_index_against_position(folder):
    """The index goes down where the position goes up: position counts."""
    put(folder, "e", bytes_of(enhanced(order=[2, 4, 0, 1, 5, 3], content=lambda p, k: stack_item("1", 6 - k, index=[1, 6 - k]))))
    return Want(HU, ORIGINS)


@case
def two_files_one_series(folder):
    put(folder, "a", bytes_of(enhanced(STORED[:3], ORIGINS[:3])))
    put(folder, "b", bytes_of(enhanced(STORED[3:], ORIGINS[3:], number=2)))
    return Want(HU, ORIGINS)


@case
def legacy_converted(folder):
    ds = enhanced(order=[3, 0, 5, 1, 4, 2], SOPClassUID=LEGACY_CT)

    for group in ds.PerFrameFunctionalGroupsSequence:
        group.UnassignedPerFrameConvertedAttributesSequence = Sequence([item(InstanceNumber=5, AcquisitionNumber=3)])
    put(folder, "e", bytes_of(ds))
    return Want(HU, ORIGINS)


@case
def rescale_at_the_top_level(folder):
    """Legacy: slope and intercept outside of the groups."""
    ds = enhanced()
    for group in ds.PerFrameFunctionalGroupsSequence:
        del group.PixelValueTransformationSequence
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = 2, -1024, "HU"
    put(folder, "e", bytes_of(ds))
    return Want(STORED.astype(int) * 2 - 1024, ORIGINS)


@case
def groups_missing_for_the_last_frames(folder):
    """Fewer groups than frames: the last frames have no place."""
    ds = enhanced()
    ds.PerFrameFunctionalGroupsSequence = ds.PerFrameFunctionalGroupsSequence[:4]
    put(folder, "e", bytes_of(ds))
    return Want(HU[:4], ORIGINS[:4], codes=None, rejected=["BAD_GEOMETRY"], top_codes=["SKIPPED_FILES"])


@case
def more_frames_said_than_there(folder):
    """The file ends early: frames 4 and 5 are not there."""
    content = bytes_of(enhanced())
    put(folder, "e", content[: -2 * 640])
    return Want(HU[:4], ORIGINS[:4], codes=None, rejected=["CORRUPT"], top_codes=["SKIPPED_FILES"])


@case
def last_frame_cut(folder):
    content = bytes_of(enhanced())
    put(folder, "e", content[:-320])
    mask = np.zeros(STORED.shape, bool)
    mask[5, 10:] = True
    return Want(HU, ORIGINS, codes=["TRUNCATED_SLICE"], padding=mask)


def compressed(folder, encode, syntax, order, has_bot=True, fragments=1, stored=STORED, ends=None, **more):
    ds = encapsulated(enhanced(stored, order=order), [encode(stored[k]) for k in order], fragments_per_frame=fragments,
                      has_bot=has_bot)
    put(folder, "e", bytes_of(ds, syntax))
    return Want(stored.astype(int) - 1024, ORIGINS[: len(order)], **more)


@cases(with_table=(1, True), without_table=(1, False), fragmented=(3, True), fragmented_without_table=(3, False))
def j2k(folder, how):
    return compressed(folder, j2k_bytes, J2K, [3, 0, 5, 1, 4, 2], how[1], how[0], STORED.astype(np.uint16))


@cases(with_table=(1, True), without_table=(1, False), fragmented=(3, True))
def rle(folder, how):
    return compressed(folder, rle_bytes, RLE, [3, 0, 5, 1, 4, 2], how[1], how[0])


@case
def rle_fragmented_without_table(folder):
    """Nothing says where a frame starts, but the RLE heads do."""
    return compressed(folder, rle_bytes, RLE, [3, 0, 5, 1, 4, 2], False, 3)


@case
def jpeg_fragmented_without_table(folder):
    return compressed(folder, jpeg_bytes, JPEG, [3, 0, 5, 1, 4, 2], False, 2, SMOOTH.astype(np.uint8), codes=["LOSSY"],
                      tolerance=3)


@case
def extended_offset_table(folder):
    frames = [rle_bytes(STORED[k]) for k in range(6)]
    ds = encapsulated(enhanced(), frames, has_bot=False)
    starts = np.cumsum([0] + [len(f) + len(f) % 2 + 8 for f in frames])[:-1]
    ds.ExtendedOffsetTable = starts.astype("<u8").tobytes()
    ds.ExtendedOffsetTableLengths = np.array([len(f) for f in frames], "<u8").tobytes()
    put(folder, "e", bytes_of(ds, RLE))
    return Want(HU, ORIGINS)


@case
def wrong_offset_table(folder):
    """Offsets that are no starts: markers decide, or it is refused."""
    ds = enhanced(STORED.astype(np.uint16))
    stream = bytearray(encapsulate([j2k_bytes(v) for v in STORED], fragments_per_frame=2, has_bot=True))
    stream[8:12] = b"\x77\0\0\0"
    stream[12:16] = b"\x05\0\0\0"
    ds.PixelData = bytes(stream)
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    put(folder, "e", bytes_of(ds, J2K))
    return Want(HU, ORIGINS)


@case
def plain_multi_frame(folder):
    """Multi-frame grayscale secondary capture: no place at all."""
    ds = data_set(STORED[0], None, 1, SOPClassUID="1.2.840.10008.5.1.4.1.1.7.3", Modality="OT", NumberOfFrames=6,
                  PixelData=STORED.tobytes(), RescaleType=None)
    put(folder, "m", bytes_of(ds))
    return Want(HU, codes=["ASSUMED_SPACING"])


@case
def one_frame_enhanced(folder):
    put(folder, "e", bytes_of(enhanced(STORED[:1], ORIGINS[:1])))
    return Want(HU[:1], ORIGINS[:1], codes=["ASSUMED_SPACING", "SINGLE_SLICE"])


@case
def enhanced_beside_single(folder):
    """One slice a file, and an enhanced copy of another series beside it."""
    put(folder, "e", bytes_of(enhanced()))
    for k in range(4):
        put(folder, f"{k}", bytes_of(data_set(STORED[k] + 1, ORIGINS[k], k + 1, series=2)))
    return [Want(HU, ORIGINS), Want(HU[:4] + 1, ORIGINS[:4])]


@case
def padding_in_the_top_level(folder):
    voxels = STORED.copy()
    voxels[:, 0, 0] = -2000
    mask = np.zeros(voxels.shape, bool)
    mask[:, 0, 0] = True
    ds = enhanced(voxels)
    ds.add_new(0x00280120, "SS", -2000)
    put(folder, "e", bytes_of(ds))
    return Want(HU, ORIGINS, codes=["PADDING"], padding=mask)


@case
def frame_windows(folder):
    def more(group, place, k):
        group.FrameVOILUTSequence = Sequence([item(WindowCenter=40 + k, WindowWidth=400)])

    put(folder, "e", bytes_of(enhanced(more=more)))
    return Want(HU, ORIGINS, voi=[{"width": 400, "level": 43, "explanation": "", "function": "LINEAR"}])


@case
def localizer_frames(folder):
    """Frame Type LOCALIZER in the CT image frame type group."""
    def more(group, place, k):
        kind = "LOCALIZER" if k == 5 else "VOLUME"
        group.CTImageFrameTypeSequence = Sequence([item(FrameType=["ORIGINAL", "PRIMARY", kind, "NONE"])])

    put(folder, "e", bytes_of(enhanced(more=more)))
    return Want(HU[:5], ORIGINS[:5], rejected=["LOCALIZER"])


@cases(zero="0", absent=None, huge="4000000000", negative="-3")
def number_of_frames_lies(folder, number):
    ds = data_set(STORED[0], ORIGINS[0], 1)
    if number is not None:
        ds.NumberOfFrames = number
    put(folder, "0", bytes_of(ds))
    if number == "4000000000":
        return Refused("TOO_LARGE", "CORRUPT")
    return Want(HU[:1], ORIGINS[:1], codes=["ASSUMED_SPACING", "SINGLE_SLICE"])


@case
def two_orientations_in_one_file(folder):
    """Axial and coronal frames: two volumes."""
    coronal = (1, 0, 0, 0, 0, -1)
    places = np.concatenate([ORIGINS[:4], [(-10, 50, 30), (-10, 53, 30)]])

    def more(group, place, k):
        cosines = coronal if k > 3 else AXIAL
        group.PlaneOrientationSequence = Sequence([item(ImageOrientationPatient=[float(x) for x in cosines])])

    put(folder, "e", bytes_of(enhanced(origins=places, more=more, order=[4, 0, 2, 5, 1, 3])))
    return [Want(HU[:4], places[:4]), Want(HU[4:], places[4:], coronal)]


@case
def frames_of_two_spacings(folder):
    def more(group, place, k):
        spacing = [1, 1] if k > 3 else [0.7, 0.5]
        group.PixelMeasuresSequence = Sequence([item(PixelSpacing=spacing, SliceThickness=2)])

    put(folder, "e", bytes_of(enhanced(more=more)))
    return [Want(HU[:4], ORIGINS[:4]), Want(HU[4:], ORIGINS[4:], spacing=(1, 1))]
