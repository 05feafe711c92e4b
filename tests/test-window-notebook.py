#!/usr/bin/python3
"""The notebook's steps in the real window: a volume is saved as .npy and opened again, resampled by the dialog, brought back by undo,
and what cannot be done is told.

Laws: the .npy opened again is the same volume at the same place (saved once more, both files are the same bytes); undo brings the
loaded volume back, redo the resampled one; a refused file or spacing leaves the open volume as it is.
usage: test-window-notebook.py PROGRAM   (under tests/with-x). There are no sleeps: every step waits for the state that it must lead to."""
import json
import os
import struct
import sys
import tempfile

try:
    from program import Atspi, GLib, Program, write_npy, xdo
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)

SIZE = (48, 40, 32)  # i, j, k
ORIGIN = (-11.5, 7.25, 100)


def write_nrrd(path):
    """Values 10 i + k; 0.5 x 0.5 x 2 mm, away from the origin."""
    header = ('NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: %d %d %d\n'
              'space directions: (0.5,0,0) (0,0.5,0) (0,0,2)\nspace origin: (%g,%g,%g)\nencoding: raw\nendian: little\n\n' % (SIZE + ORIGIN))
    with open(path, 'wb') as file:
        file.write(header.encode())
        for k in range(SIZE[2]):
            file.write(struct.pack('<%dh' % SIZE[0], *(10 * i + k for i in range(SIZE[0]))) * SIZE[1])


def save(program, path):
    """The bytes of the .npy and of the geometry beside it."""
    beside = path + '.json'
    program.activate('export-volume-to', GLib.Variant('s', path))
    program.until('the saved volume', lambda: os.path.exists(path) and os.path.exists(beside))
    with open(path, 'rb') as file, open(beside, 'rb') as geometry:
        return file.read(), geometry.read()


def check_saved(program, folder):
    voxels, geometry = save(program, os.path.join(folder, 'one.npy'))
    assert voxels[-2 * SIZE[0]:] == struct.pack('<%dh' % SIZE[0], *(10 * i + SIZE[2] - 1 for i in range(SIZE[0])))
    assert any(str(x) in geometry.decode() for x in (ORIGIN[0], ORIGIN[1])), json.loads(geometry)
    program.activate('slice', GLib.Variant('(si)', ('axial', 4)))
    program.says('Axial', r'slice 5 of')
    program.activate('open', GLib.Variant('s', os.path.join(folder, 'one.npy')))
    program.says('Axial', rf'slice {SIZE[2] // 2 + 1} of {SIZE[2]}, window')  # another volume: its middle is shown
    assert save(program, os.path.join(folder, 'two.npy')) == (voxels, geometry)
    return voxels, geometry


def check_resample(program, folder, before):
    program.activate('resample')
    program.press('Resample')
    program.says('Axial', r'of 63, window')  # 62 mm between the first slice and the last
    program.says('Sagittal', r'of 24, window')
    program.activate('undo')
    program.says('Axial', rf'of {SIZE[2]}, window')
    program.activate('redo')
    program.says('Axial', r'of 63, window')
    program.activate('undo')
    program.says('Axial', rf'of {SIZE[2]}, window')
    assert save(program, os.path.join(folder, 'undone.npy')) == before


def check_held_key(program):
    """A key that repeats while it is held drags the slider: one step of undo."""
    slider = program.until('the slider', lambda: program.find('Above', Atspi.Role.SLIDER))
    box, frame = (n.get_extents(Atspi.CoordType.WINDOW) for n in (slider, next(
        n for n in program.nodes() if n.get_role() == Atspi.Role.FRAME)))
    place = box.x - frame.x + box.width * 0.3, box.y - frame.y + box.height / 2
    xdo('mousemove', *place, 'click', 1)
    program.until('the click as a step', lambda: program.enabled('undo'))
    program.activate('undo')
    program.until('no step', lambda: not program.enabled('undo'))
    for key in 'Right', 'KP_Right', 'KP_Add':
        xdo('keydown', key)
        program.until('some steps of the key', lambda: Atspi.Value.get_current_value(slider) >= 253)
        xdo('keyup', key)
        program.until('the drag as a step', lambda: program.enabled('undo'))
        program.activate('undo')
        program.until('one step of ' + key, lambda: not program.enabled('undo'))


def check_lies(program, folder):
    """A header that promises more voxels than the file holds."""
    path = os.path.join(folder, 'liar.npy')
    write_npy(path, SIZE)
    with open(path, 'r+b') as file:
        bytes_ = file.read().replace(b'(%d, %d, %d)' % SIZE[::-1], b'(99, 99, 99)')
        file.seek(0)
        file.write(bytes_)
    program.activate('open', GLib.Variant('s', path))
    program.until('an error', lambda: program.find_text('liar.npy: the header promises'))
    program.says('Axial', rf'of {SIZE[2]}, window')


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'volume.nrrd')
        write_nrrd(path)
        with Program([sys.argv[1], path]) as program:
            program.says('Axial', rf'of {SIZE[2]}, window')
            check_held_key(program)
            before = check_saved(program, folder)
            check_resample(program, folder, before)
            check_lies(program, folder)
            program.quits_in_silence()
    print('ok')


if __name__ == '__main__':
    main()
