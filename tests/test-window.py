#!/usr/bin/python3
"""The real program from outside: D-Bus actions, real keys, wheel and drags by xdotool, and what assistive programs are told.

Law: every gesture of the manual's table changes what the view says it shows, and nothing is written to stderr.
usage: test-window.py PROGRAM   (under tests/with-x). There are no sleeps: every step waits for the state that it must lead to."""
import os
import re
import struct
import subprocess
import sys
import tempfile
import time

try:
    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)

ID = 'io.github.hounsfield_viewer.Hounsfield'
PATH = '/' + ID.replace('.', '/')
SIZE = (48, 40, 32)  # i, j, k


def write_npy(path, size):
    """A volume whose value is 10 i + k, int16 in order (k, j, i)."""
    header = "{'descr': '<i2', 'fortran_order': False, 'shape': (%d, %d, %d), }" % size[::-1]
    header += ' ' * (-(len(header) + 11) % 64) + '\n'
    with open(path, 'wb') as file:
        file.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode())
        for k in range(size[2]):
            file.write(struct.pack('<%dh' % size[0], *(10 * i + k for i in range(size[0]))) * size[1])


class Program:
    def __init__(self, command):
        self.errors = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(command, stderr=self.errors)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.until('the program on the bus', self.on_bus)
        self.window = PATH + '/window/1'
        self.views = {}

    def until(self, what, condition, timeout=20):
        """Waits for a state; what the condition gave when it was true."""
        end = time.monotonic() + timeout
        while True:
            try:
                result = condition()
            except GLib.Error:
                result = None
            if result:
                return result
            if time.monotonic() > end or self.process.poll() is not None:
                self.errors.seek(0)
                raise AssertionError(f'never came: {what}; exit {self.process.poll()}; stderr: {self.errors.read()}')
            time.sleep(0.005)

    def call(self, name, path, interface, method, arguments, answer=None):
        return self.bus.call_sync(name, path, interface, method, arguments, answer and GLib.VariantType(answer), 0, 5000, None)

    def on_bus(self):
        names = self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ListNames', None).unpack()[0]
        return ID in names

    def activate(self, action, *arguments):
        self.call(ID, self.window, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, arguments, {})))

    def state(self, action):
        described = self.call(ID, self.window, 'org.gtk.Actions', 'Describe', GLib.Variant('(s)', (action,))).unpack()[0]
        return described[2][0] if described[2] else described[0]

    def accessible(self):
        desktop = Atspi.get_desktop(0)
        for n in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(n)
            if child and child.get_process_id() == self.process.pid:
                return child
        return None

    def find(self, name, role=None):
        todo = [self.accessible()]
        while todo:
            node = todo.pop()
            if node is None:
                continue
            if node.get_name() == name and (role is None or node.get_role() == role):
                return node
            todo += [node.get_child_at_index(n) for n in range(node.get_child_count())]
        return None

    def find_text(self, part):
        todo = [self.accessible()]
        while todo:
            node = todo.pop()
            if node is None:
                continue
            if part in (node.get_name() or ''):
                return node
            todo += [node.get_child_at_index(n) for n in range(node.get_child_count())]
        return None

    def view(self, plane):
        if plane not in self.views:
            self.views[plane] = self.until(f'the {plane} view', lambda: self.find(plane, Atspi.Role.IMAGE))
        return self.views[plane]

    def says(self, plane, pattern):
        """Waits until the view's description matches; the match."""
        view = self.view(plane)
        return self.until(f'{plane}: {pattern} (it says: {view.get_description()})',
                          lambda: view.clear_cache() or re.search(pattern, view.get_description()))

    def place(self, plane, x, y):
        """Root coordinates of a place in a view, given as shares of its size. Without a window manager the window is at 0, 0."""
        box = self.view(plane).get_extents(Atspi.CoordType.WINDOW)
        assert box.width > 50 and box.height > 50, (box.width, box.height)
        return box.x + box.width * x, box.y + box.height * y


def xdo(*words):
    subprocess.run(['xdotool', *(str(int(w)) if isinstance(w, float) else str(w) for w in words)], check=True)


def check_actions(program):
    program.says('Axial', rf'^axial, slice {SIZE[2] // 2 + 1} of {SIZE[2]}, window')
    program.says('Sagittal', rf'^sagittal, slice {SIZE[0] // 2 + 1} of {SIZE[0]}')
    program.says('Coronal', rf'^coronal, slice {SIZE[1] // 2 + 1} of {SIZE[1]}')
    program.activate('slice', GLib.Variant('(si)', ('axial', 4)))
    program.says('Axial', r'slice 5 of')
    program.activate('slice', GLib.Variant('(si)', ('sagittal', 999)))
    program.says('Sagittal', rf'slice {SIZE[0]} of {SIZE[0]}')
    program.activate('window-level', GLib.Variant('(dd)', (300, 50)))
    program.says('Coronal', r'window 300 level 50')
    program.activate('preset', GLib.Variant('i', 8))
    program.says('Axial', r'window 2500 level 480')
    program.activate('layout', GLib.Variant('s', 'row'))
    program.until('layout row', lambda: program.state('layout') == 'row')
    program.activate('layout', GLib.Variant('s', 'quad'))
    program.activate('colormap', GLib.Variant('s', 'viridis'))
    program.until('viridis', lambda: program.state('colormap') == 'viridis')


def check_keys(program):
    x, y = program.place('Axial', 0.3, 0.3)
    xdo('mousemove', x, y)
    program.activate('active', GLib.Variant('s', 'axial'))
    program.activate('slice', GLib.Variant('(si)', ('axial', 15)))
    program.says('Axial', r'slice 16 of')
    for key, slice_ in (('Up', 15), ('Down', 16), ('Page_Up', 6), ('Page_Down', 16), ('Home', 1), ('End', SIZE[2])):
        xdo('key', key)
        program.says('Axial', rf'slice {slice_} of')
    xdo('key', '2')
    program.says('Axial', r'window 80 level 40')
    for key, action, states in (('o', 'overlay', ('minimal', 'none', 'all')), ('i', 'interpolation', ('cubic', 'nearest', 'linear')),
                                ('x', 'crosshair', (False, True)), ('p', 'privacy', (True, False)), ('c', 'cine', (True, False)),
                                ('d', 'tool', ('distance', 'none')), ('a', 'tool', ('angle',)), ('e', 'tool', ('ellipse',)),
                                ('Escape', 'tool', ('none',))):
        for state in states:
            xdo('key', key)
            program.until(f'{key}: {action} {state}', lambda: program.state(action) == state)


def check_wheel(program):
    x, y = program.place('Axial', 0.3, 0.3)
    program.activate('slice', GLib.Variant('(si)', ('axial', 15)))
    program.says('Axial', r'slice 16 of')
    xdo('mousemove', x, y)
    xdo('click', 4)  # forward: towards superior
    program.says('Axial', r'slice 17 of')
    xdo('click', '--repeat', 5, '--delay', 12, 5)
    program.says('Axial', r'slice 12 of')
    x, y = program.place('Coronal', 0.3, 0.3)
    program.activate('slice', GLib.Variant('(si)', ('coronal', 20)))
    program.says('Coronal', r'slice 21 of')
    xdo('mousemove', x, y, 'click', 4)  # forward: towards anterior
    program.says('Coronal', r'slice 20 of')


def check_drags(program):
    program.activate('window-level', GLib.Variant('(dd)', (300, 50)))
    program.says('Axial', r'window 300 level 50')
    x, y = program.place('Axial', 0.2, 0.2)
    xdo('mousemove', x, y, 'mousedown', 1, 'mousemove_relative', '--', 20, 0, 'mousemove_relative', '--', 20, 0, 'mouseup', 1)
    program.says('Axial', r'window 380 level 50')  # 300 / 150 = 2 HU a pixel, 40 px
    xdo('mousemove', x, y, 'mousedown', 1, 'mousemove_relative', '--', 0, -10, 'mousemove_relative', '--', 0, -10, 'mouseup', 1)
    program.says('Axial', r'window 380 level 101')  # up: a higher level; 380 / 150 HU a pixel, 20 px

    program.activate('cursor', GLib.Variant('(ddd)', (0, 0, 0)))
    program.says('Sagittal', r'slice 1 of')
    x, y = program.place('Axial', 0.5, 0.5)
    xdo('mousemove', x, y, 'click', 1)  # a click: the crosshair jumps there
    program.says('Sagittal', rf'slice ({SIZE[0] // 2}|{SIZE[0] // 2 + 1}) of')
    box = program.view('Axial').get_extents(Atspi.CoordType.WINDOW)
    xdo('mousemove', x, y, 'click', '--repeat', 2, '--delay', 20, 1)
    program.until('the view fills the window', lambda: program.view('Axial').get_extents(Atspi.CoordType.WINDOW).width > 1.7 * box.width)
    xdo('click', '--repeat', 2, '--delay', 20, 1)
    program.until('the view is small again', lambda: program.view('Axial').get_extents(Atspi.CoordType.WINDOW).width == box.width)


def check_screenshot(program, folder):
    picture = os.path.join(folder, 'shot.png')
    program.activate('screenshot', GLib.Variant('s', picture))
    program.until('the screenshot', lambda: os.path.exists(picture) and os.path.getsize(picture) > 1000)


def check_error(program):
    """A path that cannot be opened is told in words, and the open volume stays."""
    program.activate('open', GLib.Variant('s', '/nonexistent/series'))
    program.until('an error', lambda: program.find_text('nonexistent'))
    program.says('Axial', rf'of {SIZE[2]}')


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'volume.npy')
        write_npy(path, SIZE)
        program = Program([sys.argv[1], path])
        try:
            check_actions(program)
            check_keys(program)
            check_wheel(program)
            check_drags(program)
            check_screenshot(program, folder)
            check_error(program)
            program.call(ID, PATH, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', ('quit', [], {})))
            assert program.process.wait(10) == 0, program.process.returncode
        finally:
            if program.process.poll() is None:
                program.process.kill()
        program.errors.seek(0)
        noise = program.errors.read()
        assert not noise, f'stderr: {noise}'
    print('ok')


if __name__ == '__main__':
    main()
