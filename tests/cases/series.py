"""Which images belong together."""

import os

import numpy as np
from .maker import (CAPTURE, ROOT, Refused, Shown, Want, bytes_of, case, cases, data_set, index_volume, origins_of, put,
                    write_stack)

HU = index_volume().astype(int) - 1024
ORIGINS = origins_of(6)


@case
def same_file_twice(folder):
    write_stack(folder, index_volume())
    write_stack(folder, index_volume(), names="copy{}")
    return Want(HU, ORIGINS, codes=["DUPLICATE_SLICES"], rejected=["DUPLICATE_SLICES"] * 6)


@case
def one_instance_twice(folder):
    write_stack(folder, index_volume(), shuffle=False)
    put(folder, "again", bytes_of(data_set(index_volume()[2], ORIGINS[2], 3)))
    return Want(HU, ORIGINS, codes=["DUPLICATE_SLICES"], rejected=["DUPLICATE_SLICES"])


@case
def one_place_twice(folder):
    """Another instance at the same place: the lower number wins, and the other is named."""
    write_stack(folder, index_volume(), shuffle=False)
    put(folder, "again", bytes_of(data_set(index_volume()[2] + 5, ORIGINS[2], 77)))
    return Want(HU, ORIGINS, codes=["DUPLICATE_SLICES"], rejected=["DUPLICATE_SLICES"])


@case
def same_uid_everywhere(folder):
    """A bad exporter: all files have one SOP instance UID, and their own places."""
    write_stack(folder, index_volume(), SOPInstanceUID=ROOT + "5.5")
    return Want(HU, ORIGINS)


@case
def same_number_everywhere(folder):
    voxels = index_volume()
    for k in range(6):
        put(folder, f"{k}", bytes_of(data_set(voxels[k], ORIGINS[k], k + 1, InstanceNumber=1)))
    return Want(HU, ORIGINS)


@case
def no_numbers(folder):
    write_stack(folder, index_volume(), InstanceNumber=None)
    return Want(HU, ORIGINS)


@case
def numbers_against_positions(folder):
    voxels = index_volume()
    for k in range(6):
        put(folder, f"{k}", bytes_of(data_set(voxels[k], ORIGINS[k], 60 - k)))
    return Want(HU, ORIGINS)


VOLUMES = {
    "temporal": lambda t, k: {"TemporalPositionIdentifier": t + 1},
    "acquisition": lambda t, k: {"AcquisitionNumber": t + 1},
    "kernel": lambda t, k: {"ConvolutionKernel": ["B30f", "B70s"][t]},
    "image_type": lambda t, k: {"ImageType": ["DERIVED" if t else "ORIGINAL", "PRIMARY", "AXIAL"]},
    "image_type_late": lambda t, k: {"ImageType": ["ORIGINAL", "PRIMARY", "AXIAL", f"CT_SOM{t}"]},
    "echo": lambda t, k: {"EchoNumbers": t + 1},
    "trigger": lambda t, k: {"TriggerTime": 35.5 * t},
    "content_time": lambda t, k: {"ContentTime": f"1200{t}0"},
    "content_time_each": lambda t, k: {"ContentTime": f"1200{30 * t + k:02d}"},
    "acquisition_time": lambda t, k: {"AcquisitionTime": f"1200{t}0"},
    "acquisition_time_each": lambda t, k: {"AcquisitionTime": f"1200{30 * t + k:02d}"},
    "acquisition_date_time": lambda t, k: {"AcquisitionDateTime": f"202601021200{t}0"},
    "energy": lambda t, k: {"KVP": [80, 140][t]},
    "reconstruction": lambda t, k: {"ReconstructionDiameter": 300, "ConvolutionKernel": [f"H{30 * t + 10}", "3"]},
    "contrast": lambda t, k: {"ContrastBolusAgent": "IV" if t else "", "AcquisitionNumber": t + 1},
    "kernel_with_numbers": lambda t, k: {"ConvolutionKernel": ["SOFT", "BONE"][t], "AcquisitionNumber": k + 1,
                                         "ContentTime": f"12{k:02d}00"},
    "b_value": lambda t, k: {"DiffusionBValue": 800.0 * t},
    "gated": lambda t, k: {"NominalPercentageOfCardiacPhase": 40.0 * t},
}


@cases(**VOLUMES)
def two_volumes(folder, tags):
    voxels = index_volume()
    for t in range(2):
        for k in range(6):
            number = 2 * k + t + 1
            put(folder, f"{number}", bytes_of(data_set(voxels[k] + t, ORIGINS[k], number, **tags(t, k))))
    parts = [Want(HU + t, ORIGINS) for t in range(2)]
    return parts


@cases(blocks=True, interleaved=False)
def two_volumes_by_number_only(folder, blocks):
    """Nothing tells them apart but numbers: one volume of the lower numbers, the rest named."""
    voxels = index_volume()
    for t in range(2):
        for k in range(6):
            number = 6 * t + k + 1 if blocks else 2 * k + t + 1
            put(folder, f"{number}", bytes_of(data_set(voxels[k] + t, ORIGINS[k], number)))
    return Want(HU, ORIGINS, codes=["DUPLICATE_SLICES"], rejected=["DUPLICATE_SLICES"] * 6)


@case
def three_phases_one_incomplete(folder):
    voxels = index_volume()
    for t in range(3):
        for k in range(6 - 2 * (t == 2)):
            put(folder, f"{t}{k}", bytes_of(data_set(voxels[k] + t, ORIGINS[k], 6 * t + k + 1, TemporalPositionIdentifier=t)))
    return [Want(HU, ORIGINS), Want(HU + 1, ORIGINS), Want(HU[:4] + 2, ORIGINS[:4])]


@case
def two_volumes_beside_each_other(folder):
    """Two acquisitions with a gap between them and no place twice: one volume, uneven."""
    voxels = index_volume()
    origins = np.array([(-10, -20, z) for z in (0, 2.5, 5, 17, 19.5, 22)], float)
    write_stack(folder, voxels, origins, of_slice=lambda k: {"AcquisitionNumber": 1 + k // 3})
    return Want(HU, origins, codes=["UNEVEN_SPACING"])


@case
def acquisition_differs_in_every_slice(folder):
    write_stack(folder, index_volume(), of_slice=lambda k: {"AcquisitionNumber": k, "ContentTime": f"1200{k:02d}",
                                                            "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL", f"T{k}"]})
    return Want(HU, ORIGINS)


@case
def thicknesses_mixed(folder):
    write_stack(folder, index_volume(), of_slice=lambda k: {"SliceThickness": [2.5, 5][k % 2]})
    return Want(HU, ORIGINS)


@case
def frames_of_reference_mixed(folder):
    write_stack(folder, index_volume(), of_slice=lambda k: {"FrameOfReferenceUID": f"{ROOT}77.{k}"})
    return Want(HU, ORIGINS)


@case
def two_sizes(folder):
    write_stack(folder, index_volume(), names="a{}")
    small = index_volume((8, 10, 4))
    write_stack(folder, small, names="b{}", of_slice=lambda k: {"number": 50 + k})
    return [Want(HU, ORIGINS), Want(small.astype(int) - 1024, ORIGINS[:4])]


@case
def two_orientations(folder):
    write_stack(folder, index_volume(), names="a{}")
    coronal = (1, 0, 0, 0, 0, -1)
    places = origins_of(4, step=(0, 3, 0))
    write_stack(folder, index_volume()[:4], places, names="b{}", cosines=coronal, of_slice=lambda k: {"number": 50 + k})
    return [Want(HU, ORIGINS), Want(HU[:4], places, coronal)]


@case
def two_spacings(folder):
    write_stack(folder, index_volume(), names="a{}")
    write_stack(folder, index_volume()[:4], names="b{}", spacing=(1, 1), of_slice=lambda k: {"number": 50 + k})
    return [Want(HU, ORIGINS), Want(HU[:4], ORIGINS[:4], spacing=(1, 1))]


@case
def two_series(folder):
    write_stack(folder, index_volume(), names="a{}")
    write_stack(folder, index_volume()[:4] + 7, names="b{}", series=2)
    return [Want(HU, ORIGINS), Want(HU[:4] + 7, ORIGINS[:4])]


@case
def two_studies_one_series_uid(folder):
    write_stack(folder, index_volume(), names="a{}")
    write_stack(folder, index_volume()[:4] + 7, names="b{}", StudyInstanceUID=ROOT + "8", of_slice=lambda k: {"number": 50 + k})
    return [Want(HU, ORIGINS), Want(HU[:4] + 7, ORIGINS[:4])]


@case
def localizer_in_the_series(folder):
    write_stack(folder, index_volume())
    scout = data_set(index_volume((16, 20, 1))[0], (0, 0, 0), 99, (0, 1, 0, 0, 0, -1),
                     ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    put(folder, "scout", bytes_of(scout))
    return Want(HU, ORIGINS, rejected=["LOCALIZER"])


@case
def axial_localizer_in_the_series(folder):
    """Same size, same orientation, a place of its own: only Image Type tells."""
    write_stack(folder, index_volume())
    scout = data_set(index_volume()[0], (-10, -20, 100), 99, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    put(folder, "scout", bytes_of(scout))
    return Want(HU, ORIGINS, rejected=["LOCALIZER"])


@case
def capture_beside_the_series(folder):
    write_stack(folder, index_volume())
    picture = np.zeros((20, 48), np.uint8)
    ds = data_set(picture, None, 99, series=3, SOPClassUID=CAPTURE, Modality="OT", SamplesPerPixel=3, Columns=16,
                  PhotometricInterpretation="RGB", PlanarConfiguration=0)
    put(folder, "capture", bytes_of(ds))
    return Want(HU, ORIGINS, rejected=["NOT_GRAYSCALE"])


@case
def report_beside_the_series(folder):
    write_stack(folder, index_volume())
    ds = data_set(index_volume()[0], None, 99, series=3, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", Modality="SR",
                  PixelData=None, Rows=None, Columns=None)
    put(folder, "report", bytes_of(ds))
    return Want(HU, ORIGINS, rejected=["NO_IMAGES"])


@case
def other_files_beside_the_series(folder):
    write_stack(folder, index_volume())
    put(folder, "README.TXT", b"Read me. " * 100)
    put(folder, "AUTORUN.INF", b"[autorun]\r\n")
    put(folder, "viewer.exe", b"MZ" + bytes(5000))
    put(folder, "thumb.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20)
    put(folder, "empty", b"")
    return Want(HU, ORIGINS)


@case
def unplaced_slice_in_the_series(folder):
    write_stack(folder, index_volume())
    put(folder, "stray", bytes_of(data_set(index_volume()[0], None, 99)))
    return Want(HU, ORIGINS, rejected=["BAD_GEOMETRY"], top_codes=["SKIPPED_FILES"])


@case
def one_file_opens_its_series(folder):
    write_stack(folder, index_volume(), names="a{}")
    write_stack(folder, index_volume()[:4] + 7, names="b{}", series=2)
    return os.path.join(folder, "b2"), Want(HU[:4] + 7, ORIGINS[:4], top_codes=["OTHER_SERIES"])


@case
def no_series_uid(folder):
    """Against the standard, but in the wild: files of one folder without any UID."""
    write_stack(folder, index_volume(), SeriesInstanceUID=None, StudyInstanceUID=None)
    return Want(HU, ORIGINS)


@case
def private_sop_class(folder):
    write_stack(folder, index_volume(), SOPClassUID="1.3.12.2.1107.5.9.1")
    return Want(HU, ORIGINS)


@case
def only_a_localizer(folder):
    scout = data_set(index_volume()[0], (0, 0, 0), 1, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    put(folder, "scout", bytes_of(scout))
    return Refused("LOCALIZER")


@case
def uids_with_blanks(folder):
    """Some writers pad UIDs with blanks, some with zeros."""
    voxels = index_volume()
    for k in range(6):
        content = bytes_of(data_set(voxels[k], ORIGINS[k], k + 1, SeriesInstanceUID="1.2.3.4.5"))
        if k % 2:
            content = content.replace(b"1.2.3.4.5\0", b"1.2.3.4.5 ")
        put(folder, f"{k}", content)
    return Want(HU, ORIGINS)


@case
def localizer_shown_anyway(folder):
    """--series takes the name of a rejected file."""
    write_stack(folder, index_volume())
    cosines = (0, 1, 0, 0, 0, -1)
    scout = data_set(index_volume()[2], (5, -20, 90), 99, cosines, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    put(folder, "scout", bytes_of(scout))
    return Shown("scout", HU[2:3])


@case
def lone_localizer_shown_anyway(folder):
    scout = data_set(index_volume()[2], (5, -20, 90), 99, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    put(folder, "scout", bytes_of(scout))
    return Shown("scout", HU[2:3])


@case
def repeat_shown_anyway(folder):
    write_stack(folder, index_volume(), shuffle=False)
    put(folder, "again", bytes_of(data_set(index_volume()[2] + 5, ORIGINS[2], 77)))
    return Shown("again", HU[2:3] + 5)


@case
def gray_capture(folder):
    """A gray secondary capture is a picture of its own, beside the series."""
    write_stack(folder, index_volume())
    picture = (index_volume()[:1] & 255).astype(np.uint8)
    put(folder, "capture", bytes_of(data_set(picture[0], None, 99, series=3, SOPClassUID=CAPTURE, Modality="OT",
                                             RescaleSlope=None, RescaleIntercept=None, RescaleType=None)))
    return [Want(HU, ORIGINS), Want(picture, codes=None)]
