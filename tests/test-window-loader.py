#!/usr/bin/python3
"""What is read, in the real window.

Law: a DICOMDIR is a list of patients, studies and series, each of which opens.
usage: test-window-loader.py HOUNSFIELD   (under tests/with-x)"""
import os
import sys
import tempfile

try:
    import dicom_maker
    from program import GLib, Program
    from pydicom.fileset import FileSet
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)


def make_disc(folder):
    """Two patients, one of them with two studies; series n has n + 2 slices. The path of its directory."""
    files = FileSet()
    for series, (patient, study) in enumerate((('A', 1), ('A', 2), ('B', 3)), 1):
        for k in range(2 + series):
            path = os.path.join(folder, f'loose{series}{k}')
            dicom_maker.make_slice(path, dicom_maker.index_volume(16, 20, 6)[k], (0, 0, 3 * k), k + 1, series=series,
                                   PatientID=patient, PatientName=f'Patient^{patient}', StudyInstanceUID=f'1.2.3.{study}',
                                   StudyDate=f'2026010{study}', StudyTime='120000', StudyID='1', AccessionNumber='1',
                                   SeriesDescription=f'Series of {study}')
            files.add(path)
    files.write(os.path.join(folder, 'disc'))
    return os.path.join(folder, 'disc', 'DICOMDIR')


def check_dicomdir(program):
    for words in ('Patient, A', 'Patient, B', *(f'2026-01-0{study}' for study in (1, 2, 3)), *(f'Series of {n}' for n in (1, 2, 3))):
        program.until(f'“{words}” in the list', lambda: program.find_text(words))
    slices = set()
    for series in range(3):
        program.activate('open-series', GLib.Variant('i', series))
        wanted = sorted({3, 4, 5} - slices)
        slices.add(int(program.says('Axial', rf'slice \d+ of ({"|".join(map(str, wanted))}),').group(1)))
    assert slices == {3, 4, 5}, slices


def main():
    with tempfile.TemporaryDirectory() as folder:
        with Program([sys.argv[1], make_disc(folder)], env={**os.environ, 'GSETTINGS_BACKEND': 'memory'}) as program:
            program.says('Axial', '^axial, slice')
            check_dicomdir(program)
            program.quits_in_silence()
    print('ok')


if __name__ == '__main__':
    main()
