"""Which images belong together, told apart by less usual tags; more than one stack under one series UID; bad UIDs."""

import numpy as np

from .maker import AXIAL, ROOT, Want, bytes_of, case, cases, data_set, index_volume, origins_of, put, write_stack

STORED = index_volume()
HU = STORED.astype(int) - 1024
ORIGINS = origins_of(6)

VOLUMES = {
    "echo_time": lambda t, k: {"EchoTime": 2.5 + 3 * t},
    "trigger_time_each": lambda t, k: {"TriggerTime": 10.0 * k + 400 * t},
    "series_number": lambda t, k: {"SeriesNumber": 3 + t},
    "series_description": lambda t, k: {"SeriesDescription": ["THIN", "THICK"][t]},
    "thickness": lambda t, k: {"SliceThickness": [1.25, 5][t]},
    "frame_of_reference": lambda t, k: {"FrameOfReferenceUID": f"{ROOT}6.{t}"},
    "temporal_and_numbers": lambda t, k: {"TemporalPositionIdentifier": t + 1, "AcquisitionNumber": 12 * t + k,
                                          "ContentTime": f"12{t:02d}{k:02d}"},
    "kernel_one_absent": lambda t, k: {"ConvolutionKernel": "B70s"} if t else {},
    "temporal_one_absent": lambda t, k: {"TemporalPositionIdentifier": 2} if t else {},
    "numbers_alike": lambda t, k: {"InstanceNumber": k + 1, "ConvolutionKernel": ["A", "B"][t]},
    "content_time_fractions": lambda t, k: {"ContentTime": f"120000.{t}{k}"},
    "uid_only_differs": lambda t, k: {"AcquisitionNumber": t + 1, "InstanceNumber": 1},
}


@cases(**VOLUMES)
def told_apart_by(folder, tags):
    for t in range(2):
        for k in range(6):
            number = 6 * t + k + 1
            put(folder, f"{5 * number % 13}", bytes_of(data_set(STORED[k] + t, ORIGINS[k], number, **tags(t, k))))
    return [Want(HU + t, ORIGINS) for t in range(2)]


@case
def five_phases(folder):
    for t in range(5):
        for k in range(4):
            put(folder, f"{k}{t}", bytes_of(data_set(STORED[k] + t, ORIGINS[k], 5 * k + t + 1, TriggerTime=100 * t,
                                                     AcquisitionNumber=k)))
    return [Want(HU[:4] + t, ORIGINS[:4]) for t in range(5)]


@case
def kernels_and_phases(folder):
    """Two tags are needed at once."""
    for t in range(4):
        for k in range(6):
            put(folder, f"{t}{k}", bytes_of(data_set(STORED[k] + t, ORIGINS[k], 6 * t + k + 1, ConvolutionKernel="AB"[t % 2],
                                                     TriggerTime=50 * (t // 2))))
    return [Want(HU + t, ORIGINS) for t in range(4)]


@case
def overlapping_acquisitions(folder):
    """Three table positions that overlap by one slice each: parts are unique by acquisition, and none repeats within."""
    number = 0
    for t in range(3):
        for k in range(5):
            number += 1
            put(folder, f"{number}", bytes_of(data_set(STORED[k] + t, (-10, -20, 10 * t + 2.5 * k), number,
                                                       AcquisitionNumber=t + 1)))
    return [Want(HU[:5] + t, origins_of(5, (-10, -20, 10 * t))) for t in range(3)]


@case
def one_slice_taken_again(folder):
    """One slice was scanned again under another acquisition number: the volume is whole, the other is beside it."""
    write_stack(folder, STORED, AcquisitionNumber=1)
    put(folder, "again", bytes_of(data_set(STORED[2] + 5, ORIGINS[2], 77, AcquisitionNumber=2)))
    return [Want(HU, ORIGINS), Want(HU[2:3] + 5, ORIGINS[2:3], codes=None)]


@case
def side_by_side(folder):
    """Left and right at the same heights, 100 mm apart: only the position tells, and nothing may be left out."""
    for t in range(2):
        for k in range(6):
            put(folder, f"{t}{k}", bytes_of(data_set(STORED[k] + t, ORIGINS[k] + (100 * t, 0, 0), 2 * k + t + 1)))
    return [Want(HU + t, ORIGINS + (100 * t, 0, 0)) for t in range(2)]


@case
def side_by_side_tilted(folder):
    places = origins_of(6, step=(0, 1, 3))
    for t in range(2):
        for k in range(6):
            put(folder, f"{t}{k}", bytes_of(data_set(STORED[k] + t, places[k] + (100 * t, 0, 0), 2 * k + t + 1)))
    return [Want(HU + t, places + (100 * t, 0, 0), codes=["GANTRY_TILT"]) for t in range(2)]


@case
def two_stacks_with_a_gap_of_many_slices(folder):
    """Head and pelvis under one series UID, 300 mm apart and of other numbers: one volume with a named gap."""
    origins = np.array([(-10, -20, z) for z in (0, 2.5, 5, 305, 307.5, 310)], float)
    write_stack(folder, STORED, origins)
    return Want(HU, origins, codes=["MISSING_SLICES"], geometry="uneven")


@case
def two_stacks_of_two_distances(folder):
    """1 mm, then 5 mm: the fine ones are not holes of the coarse ones."""
    origins = np.array([(-10, -20, z) for z in (0, 1, 2, 3, 8, 13)], float)
    write_stack(folder, STORED, origins, of_slice=lambda k: {"SliceThickness": 1 if k < 4 else 5})
    return Want(HU, origins, codes=["UNEVEN_SPACING"])


@case
def copies_of_another_transfer_syntax(folder):
    """The same instances once more, deflated: copies all the same."""
    write_stack(folder, STORED)
    write_stack(folder, STORED, names="z{}", how={"syntax": "1.2.840.10008.1.2.1.99"})
    return Want(HU, ORIGINS, codes=["DUPLICATE_SLICES"], rejected=["DUPLICATE_SLICES"] * 6)


@case
def one_uid_two_series(folder):
    """The same SOP instance UIDs in two series: both stay."""
    for series in (1, 2):
        for k in range(6 - series):
            put(folder, f"{series}{k}", bytes_of(data_set(STORED[k] + series, ORIGINS[k], k + 1, series=series,
                                                          SOPInstanceUID=f"{ROOT}4.{k}")))
    return [Want(HU[: 6 - s] + s, ORIGINS[: 6 - s]) for s in (1, 2)]


@case
def cosines_that_turn(folder):
    """Slices that turn by 0.6 degrees each around an axis are no stack of parallel ones."""
    for k in range(6):
        c, s = np.cos(np.radians(0.6 * k)), np.sin(np.radians(0.6 * k))
        put(folder, f"{k}", bytes_of(data_set(STORED[k], ORIGINS[k], k + 1, (1, 0, 0, 0, c, s))))
    return Want(HU[0:1], ORIGINS[0:1], codes=None, only_first=True)


@cases(three=3, four=4, five=5)
def cosines_rounded_apart(folder, digits):
    """Every slice rounds the same oblique cosines in its own way: still one stack."""
    c, s = np.cos(0.4321), np.sin(0.4321)
    cosines = np.array((c, s, 0, -s * c, c * c, s))
    normal = np.cross(cosines[:3], cosines[3:])
    origins = origins_of(6, step=3 * normal)
    rng = np.random.default_rng(4)
    for k in range(6):
        rounded = np.round(cosines + rng.uniform(-0.4, 0.4, 6) * 10.0**-digits, digits)
        put(folder, f"{k}", bytes_of(data_set(STORED[k], origins[k], k + 1, rounded)))
    first = Want(HU, None, tuple(cosines), codes=None)
    first.more = {"size": [16, 20, 6]}
    return first


@case
def sizes_turned(folder):
    """16 x 20 and 20 x 16 in one series."""
    write_stack(folder, STORED, names="a{}")
    turned = np.ascontiguousarray(STORED[:4].transpose(0, 2, 1))
    write_stack(folder, turned, names="b{}", of_slice=lambda k: {"number": 50 + k})
    return [Want(HU, ORIGINS), Want(HU[:4].transpose(0, 2, 1), ORIGINS[:4])]


@case
def feet_first_beside_head_first(folder):
    """The same places seen from below: another orientation is another volume."""
    write_stack(folder, STORED, names="a{}")
    write_stack(folder, STORED[:4], names="b{}", cosines=(-1, 0, 0, 0, 1, 0), of_slice=lambda k: {"number": 50 + k})
    other = ORIGINS[:4][::-1]
    return [Want(HU, ORIGINS), Want(HU[:4][::-1], other, (-1, 0, 0, 0, 1, 0))]


@case
def spacing_differs_in_the_fifth_digit(folder):
    write_stack(folder, STORED, of_slice=lambda k: {"PixelSpacing": ["0.70000", f"0.5000{k % 2}"]})
    want = Want(HU, None, AXIAL, None)
    want.more = {"size": [16, 20, 6]}
    return want


@case
def modalities_mixed(folder):
    """A report, a structure set, a plan, a presentation state, a key object, a PDF and raw data of the same study."""
    write_stack(folder, STORED)
    classes = {"SR": "88.33", "RTSTRUCT": "481.3", "RTPLAN": "481.5", "PR": "11.1", "KO": "88.59", "DOC": "104.1",
               "OT": "66"}
    for number, (modality, end) in enumerate(classes.items()):
        ds = data_set(STORED[0], None, 99, series=30 + number, SOPClassUID="1.2.840.10008.5.1.4.1.1." + end,
                      Modality=modality, PixelData=None, Rows=None, Columns=None, BitsAllocated=None, BitsStored=None,
                      HighBit=None, PixelRepresentation=None, SamplesPerPixel=None, PhotometricInterpretation=None)
        put(folder, modality, bytes_of(ds))
    return Want(HU, ORIGINS, rejected=["NO_IMAGES"] * 7)


@cases(rgb=("RGB", 3, 8), ybr=("YBR_FULL", 3, 8), palette=("PALETTE COLOR", 1, 8), rgb16=("RGB", 3, 16))
def color_picture_in_the_series(folder, how):
    """Dose sheets and screen pictures that carry the series UID of the volume."""
    photometric, samples, bits = how
    write_stack(folder, STORED)
    picture = np.zeros((20, 16 * samples), np.uint8 if bits == 8 else np.uint16)
    ds = data_set(picture, (-10, -20, 99), 99, SamplesPerPixel=samples, Columns=16, PhotometricInterpretation=photometric)
    if samples == 3:
        ds.PlanarConfiguration = 0
    put(folder, "sheet", bytes_of(ds))
    return Want(HU, ORIGINS, rejected=["NOT_GRAYSCALE"])


@case
def name_that_is_no_text(folder):
    """A file name that is no UTF-8."""
    import os
    write_stack(folder, STORED[:5], ORIGINS[:5])
    with open(os.path.join(os.fsencode(folder), b"\xff\xfe\xe4.dcm"), "wb") as file:
        file.write(bytes_of(data_set(STORED[5], ORIGINS[5], 6)))
    return Want(HU, ORIGINS)


@case
def slices_in_the_hundreds(folder):
    voxels = index_volume((8, 8, 300)) % 4000
    origins = origins_of(300, step=(0, 0, 0.625))
    write_stack(folder, voxels, origins)
    return Want(voxels.astype(int) - 1024, origins)
