#!/usr/bin/python3
"""What is read, in the real window.

Laws: a DICOMDIR is a list of patients, studies and series, each of which opens; in privacy mode no window that is open says who the
patient is or how a file is called, and all do again afterwards.
usage: test-window-loader.py HOUNSFIELD   (under tests/with-x)"""
import os
import sys
import tempfile

try:
    import dicom_maker
    from program import Atspi, GLib, Program, write_npy, xdo
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


def make_named(folder):
    """Eight slices of somebody, two of them cut, and a file that is none; all named after him."""
    series = os.path.join(folder, 'Roe')
    os.mkdir(series)
    for k in range(8):
        path = os.path.join(series, f'Roe{k}')
        dicom_maker.make_slice(path, dicom_maker.index_volume(16, 20, 8)[k], (0, 0, 3 * k), k + 1, PatientName='Roe^Richard',
                               PatientID='R-4711', PatientBirthDate='19520131', PatientSex='O')
        if k in (3, 5):
            os.truncate(path, os.path.getsize(path) - 320)
    with open(os.path.join(series, 'Roe.bad'), 'wb') as file:
        file.write(bytes(128) + b'DICM')
    return series


def names(program):
    """What the windows say that names him."""
    said = [node.get_name() or '' for node in program.nodes()]
    return [words for words in said if any(part in words for part in ('Roe', '4711', '1952'))]


def check_details(program):
    """Which slices and files, and why; nothing is selected."""
    program.until('the headline', lambda: program.find_text('6 of 8 slices are whole; 2 incomplete'))
    program.press('Details')
    details = program.until('the details', lambda: program.find_text('Roe.bad: '))
    said = details.get_name()
    assert said.index('Slice 4 ') < said.index('Slice 6 '), said
    assert Atspi.Text.get_n_selections(details) == 0


def check_spacing(program):
    """Voxels of unknown size: the bar that asks for it says so, and no other."""
    program.until('the bar', lambda: program.find_text('The file does not say how large its voxels are. Spacing, mm:'))
    assert not program.find_text('mm is assumed')


def check_files(program):
    """The keyboard goes into the list of files, and out of it."""
    def is_at_button():
        button = program.find('Copy list', Atspi.Role.PUSH_BUTTON)
        button.clear_cache()
        return button.get_state_set().contains(Atspi.StateType.FOCUSED)
    program.activate('files')
    program.until('the list', lambda: program.find_text('Roe.bad'))
    xdo('key', 'Tab')
    program.until('the focus at the button', is_at_button)
    xdo('key', 'Tab')
    program.until('the focus in the list', lambda: not is_at_button())
    xdo('key', 'shift+Tab')
    program.until('the focus out of the list', is_at_button)


def check_privacy(program):
    program.activate('tags')
    program.activate('files')
    program.activate('open', GLib.Variant('s', '/nonexistent/Roe'))
    everything = ('Roe^Richard', 'R-4711', 'Tags — Roe', 'Roe7', 'Roe.bad: ', '/nonexistent/Roe', 'Roe, Richard')
    for _ in range(2):
        for words in everything:
            program.until(f'“{words}” is said', lambda: program.find_text(words))
        program.activate('privacy')
        program.until(f'nothing names him: {names(program)}', lambda: not names(program))
        program.activate('privacy')


def main():
    with tempfile.TemporaryDirectory() as folder:
        with Program([sys.argv[1], make_disc(folder)], env={**os.environ, 'GSETTINGS_BACKEND': 'memory'}) as program:
            program.says('Axial', '^axial, slice')
            check_dicomdir(program)
            program.quits_in_silence()
        with Program([sys.argv[1], make_named(folder)], env={**os.environ, 'GSETTINGS_BACKEND': 'memory'}) as program:
            program.says('Axial', '^axial, slice')
            check_files(program)
            check_details(program)
            check_privacy(program)
            program.quits_in_silence()
        bare = os.path.join(folder, 'bare.npy')
        write_npy(bare, (16, 16, 8))
        with Program([sys.argv[1], bare], env={**os.environ, 'GSETTINGS_BACKEND': 'memory'}) as program:
            check_spacing(program)
            program.quits_in_silence()
    print('ok')


if __name__ == '__main__':
    main()
