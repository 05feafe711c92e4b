#!/usr/bin/python3
"""A mesh file by itself in the real program: keys, mouse and menu of the surface, without any volume.

Law: opened by the command line or by an action a mesh is shown, told in words and listed; it is turned, measured and inspected by hand
and by keys; nothing is written to stderr.
usage: test-window-mesh.py PROGRAM DRAG-SOURCE   (under tests/with-x). There are no sleeps: every step waits for the state that it must lead to."""
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    from program import Atspi, GLib, Program, xdo
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)

BOX = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]


def write_box(path, low, size):
    write_boxes(path, ((low, low, low), size, False))


def write_boxes(path, *boxes):
    """An ASCII STL of boxes, each from a corner, of a size, inside out or not: 12 triangles a box."""
    with open(path, 'w') as file:
        file.write('solid box\n')
        for low, size, turned in boxes:
            corners = [[low[axis] + size * (n >> axis & 1) for axis in range(3)] for n in range(8)]
            for triangle in [t[::-1] if turned else t for a, b, c, d in BOX for t in ((a, b, c), (a, c, d))]:
                file.write('facet normal 0 0 0\nouter loop\n')
                for corner in triangle:
                    file.write('vertex %g %g %g\n' % tuple(corners[corner]))
                file.write('endloop\nendfacet\n')
        file.write('endsolid box\n')


def below(node):
    for n in range(node.get_child_count()):
        child = node.get_child_at_index(n)
        yield child
        yield from below(child)


class Surface:
    """What the mesh view tells assistive programs."""
    def __init__(self, program):
        self.program = program
        self.node = program.until('the surface', lambda: next(
            (n for n in program.nodes() if n.get_role() == Atspi.Role.IMAGE and (n.get_name() or '').startswith('Surface, ')), None))

    def says(self, pattern):
        return self.program.until(f'{pattern} (it says: {self.node.get_name()})',
                                  lambda: self.node.clear_cache() or re.search(pattern, self.node.get_name()))

    def describes(self, pattern):
        return self.program.until(f'{pattern} (it describes: {self.node.get_description()})',
                                  lambda: self.node.clear_cache() or re.search(pattern, self.node.get_description()))

    def rests(self):
        """The finest picture is there."""
        self.program.until('rest', lambda: self.node.clear_cache() or not self.node.get_state_set().contains(Atspi.StateType.BUSY))

    def at(self, x, y):
        box = self.node.get_extents(Atspi.CoordType.WINDOW)
        assert box.width > 50 and box.height > 50, (box.width, box.height)
        return box.x + box.width * x, box.y + box.height * y


def look(program, surface, where):
    program.activate('mesh', GLib.Variant('s', f'look::{where.lower()}'))
    surface.says(rf'seen from: {where}')
    surface.rests()


def check_hand(program, surface):
    look(program, surface, 'Anterior')
    x, y = surface.at(0.5, 0.5)
    xdo('mousemove', x, y, 'mousedown', 1, 'mousemove_relative', '--', 30, 10, 'mousemove_relative', '--', 30, 10, 'mouseup', 1)
    surface.says('seen from: Oblique')
    for key, where in (('1', 'Anterior'), ('3', 'Left'), ('ctrl+3', 'Right'), ('7', 'Superior'), ('ctrl+1', 'Posterior')):
        xdo('key', key)
        surface.says(f'seen from: {where}')
    for kind in ('orthographic', 'perspective'):
        xdo('key', '5')
        surface.says(kind)


def check_measure(program, surface):
    """From the front a box of 40 mm is 40 mm wide: what is measured between two clicks is less, and not nothing."""
    look(program, surface, 'Anterior')
    xdo('key', 'd')
    for share in (0.47, 0.53):
        xdo('mousemove', *surface.at(share, 0.5), 'click', 1)
    mm = float(surface.describes(r'^(\d+[.,]\d) mm$').group(1).replace(',', '.'))
    assert 0.5 < mm < 40, mm
    xdo('key', 'Return', 'Return')  # twice the middle of the picture
    surface.describes(r'^0[.,]0 mm$')
    xdo('key', 'Escape')


def check_menu(program, surface):
    xdo('mousemove', *surface.at(0.5, 0.5), 'click', 3)
    program.until('the menu', lambda: program.menu('Keep only this part'))
    xdo('key', 'Escape')
    look(program, surface, 'Anterior')

    def chosen():
        """Once more where a busy machine showed the menu later than the keys came."""
        xdo('mousemove', *surface.at(0.5, 0.5), 'click', 3, 'key', 'l', 'key', 'Down', 'key', 'Down', 'key', 'Return')
        for _ in range(400):
            surface.node.clear_cache()
            if 'seen from: Posterior' in surface.node.get_name():
                return True
        xdo('key', 'Escape', 'key', 'Escape')
        return False
    program.until('Posterior, by the menu', chosen)
    xdo('key', '7')  # keys go to the view again
    surface.says('seen from: Superior')


def check_section_button(program):
    """What a surface is changed with most is one click away from it, wherever the inspector is."""
    program.activate('inspector')
    program.until('the inspector is folded', lambda: program.state('inspector') is False)
    program.press('Level, opacity and color')
    program.until('the inspector', lambda: program.state('inspector') is True)


def check_export(program, folder):
    """Law: without a volume the newest mesh is what Export writes, into any format; each row has its own."""
    path = os.path.join(folder, 'other.ply')
    program.activate('export-surface-to', GLib.Variant('s', path))
    program.until('the certificate', lambda: os.path.exists(path + '.json'))
    with open(path + '.json') as file:
        certificate = json.load(file)
    assert certificate['triangles'] == 12 and abs(certificate['volume_ml'] - 8) < 1e-3, certificate
    with open(path, 'rb') as file:
        assert file.read(4) == b'ply\n'
    buttons = [n for n in program.nodes() if n.get_name() == 'Export…' and n.get_role() == Atspi.Role.PUSH_BUTTON]
    assert len(buttons) == 3, len(buttons)  # of the newest, and of two rows


def check_inside_out(program, folder):
    """Law: the certificate says which parts would be printed inside out, and what is not manifold is not called open."""
    for name, says in (('inside-out.stl', ('1 of 2 parts is inside out', 'yes, watertight')),
                       ('edge.stl', ('no: not manifold', 'no: 1 edge', '2[.,]000 ml'))):
        program.activate('open', GLib.Variant('s', os.path.join(folder, name)))
        for text in says:
            program.until(text, lambda: any(re.search(text, node.get_name() or '') for node in program.nodes()))


def check_list(program, folder):
    for name in ('first.stl', 'second.stl'):
        program.until(f'{name} in the list', lambda: program.find(name, Atspi.Role.LIST_ITEM))
    program.activate('open', GLib.Variant('s', os.path.join(folder, 'broken.stl')))
    program.until('an error', lambda: program.find_text('broken.stl'))


def check_together(folder):
    """Law: meshes of one command line are shown together, and what is wrong with one of them is told."""
    with Program([sys.argv[1]] + [os.path.join(folder, name) for name in ('broken.stl', 'first.stl', 'second.stl')]) as program:
        Surface(program).says('24 triangles')
        program.until('the error', lambda: program.find_text('broken.stl'))
        program.quits_in_silence()


def drop(program, *paths):
    """Drags files out of another program's window, in the corner of the screen, into the viewer's middle."""
    source = subprocess.Popen([sys.argv[2], *paths], stdout=subprocess.PIPE)
    try:
        os.set_blocking(source.stdout.fileno(), False)
        window = program.until('the source', lambda: subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '^drag-source$'],
                                                                    stdout=subprocess.PIPE, text=True).stdout.split())[0]
        xdo('windowmove', '--sync', window, 1800, 1000, 'mousemove', 1850, 1030, 'mousedown', 1, 'mousemove', 1870, 1040)

        def accepted():  # never out of the target again: what is let go before the way back is accepted is cancelled
            xdo('mousemove', 600, 400, 'mousemove', 612, 404)
            return b'accepted' in (source.stdout.read() or b'')
        program.until('the drop is accepted', accepted)
        xdo('mouseup', 1)
        program.until('meshes', lambda: program.find_text('24 triangles'))  # until then the source is asked for its files
    finally:
        source.kill()
        source.wait()
        source.stdout.close()


def check_rows(program, surface, names):
    """Each of two boxes has a row, and is seen where its row says so."""
    for name in names:
        row = program.until(f'the row of {name}', lambda: program.find(name, Atspi.Role.LIST_ITEM))
        eye = next(n for n in below(row) if n.get_role() == Atspi.Role.CHECK_BOX and n.get_name() == 'Visible')
        for triangles in (12, 24):
            box = eye.get_extents(Atspi.CoordType.WINDOW)
            xdo('mousemove', box.x + box.width / 2, box.y + box.height / 2, 'click', 1)
            surface.says(rf'\b{triangles} triangles')


def check_drop(folder):
    """Law: meshes that are dropped together are shown together, each with its row, its color and its eye; what is hidden is not seen."""
    with Program([sys.argv[1]]) as program:
        program.until('the window', lambda: program.find_text('Open a CT series'))
        drop(program, *(os.path.join(folder, name) for name in ('first.stl', 'second.stl')))
        surface = Surface(program)
        surface.says('24 triangles')
        check_rows(program, surface, ('first.stl', 'second.stl'))
        program.quits_in_silence()


def main():
    with tempfile.TemporaryDirectory() as folder:
        write_box(os.path.join(folder, 'first.stl'), 0, 40)
        write_box(os.path.join(folder, 'second.stl'), 100, 20)
        write_boxes(os.path.join(folder, 'inside-out.stl'), ((0, 0, 0), 10, False), ((20, 0, 0), 5, True))
        write_boxes(os.path.join(folder, 'edge.stl'), ((0, 0, 0), 10, False), ((10, 10, 0), 10, False))
        with open(os.path.join(folder, 'broken.stl'), 'w') as file:
            file.write('solid box\nfacet normal 0 0')
        with Program([sys.argv[1], os.path.join(folder, 'first.stl')]) as program:
            surface = Surface(program)
            surface.says('12 triangles')
            surface.rests()
            check_hand(program, surface)
            check_measure(program, surface)
            check_menu(program, surface)
            check_section_button(program)
            program.activate('open', GLib.Variant('s', os.path.join(folder, 'second.stl')))
            surface.says('24 triangles')
            check_export(program, folder)
            check_list(program, folder)
            surface.says('24 triangles')
            check_inside_out(program, folder)
            program.quits_in_silence()
        check_together(folder)
        check_drop(folder)
    print('ok')


if __name__ == '__main__':
    main()
