"""The viewer from outside: its D-Bus actions, and what assistive programs are told. Used by tests and by tests/shots.

Needs an X server and a session bus (tests/with-x). There are no sleeps: every step waits for the state that it must lead to."""
import re
import struct
import subprocess
import tempfile
import time

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ID = 'io.github.hounsfield_viewer.Hounsfield'
PATH = '/' + ID.replace('.', '/')

HANGS = 150  # seconds: no machine is so slow, sanitizers and all


def write_npy(path, size, sparse=False):
    """A volume whose value is 10 i + k, int16 in order (k, j, i); sparse: of zeros, which take no disk."""
    header = "{'descr': '<i2', 'fortran_order': False, 'shape': (%d, %d, %d), }" % size[::-1]
    header += ' ' * (-(len(header) + 11) % 64) + '\n'
    with open(path, 'wb') as file:
        file.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode())
        if sparse:
            file.truncate(file.tell() + 2 * size[0] * size[1] * size[2])
            return
        for k in range(size[2]):
            file.write(struct.pack('<%dh' % size[0], *(10 * i + k for i in range(size[0]))) * size[1])


class Program:
    def __init__(self, command, **popen):
        self.errors = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(command, stderr=self.errors, **popen)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.until('the program on the bus', self.on_bus)
        self.window = PATH + '/window/1'
        self.views = {}

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.end()

    def end(self):
        """Whatever state it is in; nothing happens to one that has ended."""
        self.process.kill()
        self.process.wait()
        self.errors.close()

    def until(self, what, condition):
        """Waits for a state; what the condition gave when it was true."""
        end = time.monotonic() + HANGS
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
        return self.bus.call_sync(name, path, interface, method, arguments, answer and GLib.VariantType(answer), 0, 1000 * HANGS, None)

    def on_bus(self):
        names = self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ListNames', None).unpack()[0]
        return ID in names

    def activate(self, action, *arguments):
        self.call(ID, self.window, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, arguments, {})))

    def begin(self, action):
        """An action that may answer only when the window that it opens is closed."""
        self.bus.call(ID, self.window, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, [], {})), None, 0, -1, None, None)

    def activate_app(self, action, *arguments):
        self.call(ID, PATH, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, arguments, {})))

    def quits_in_silence(self):
        """It ends when it is told to, with 0 and without a word on stderr."""
        self.activate_app('quit')
        assert self.process.wait(HANGS) == 0, self.process.returncode
        self.errors.seek(0)
        noise = self.errors.read()
        assert not noise, f'stderr: {noise}'

    def state(self, action):
        described = self.call(ID, self.window, 'org.gtk.Actions', 'Describe', GLib.Variant('(s)', (action,))).unpack()[0]
        return described[2][0] if described[2] else described[0]

    def enabled(self, action):
        return self.call(ID, self.window, 'org.gtk.Actions', 'Describe', GLib.Variant('(s)', (action,))).unpack()[0][0]

    def accessible(self):
        desktop = Atspi.get_desktop(0)
        for n in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(n)
            if child and child.get_process_id() == self.process.pid:
                return child
        return None

    def nodes(self):
        """Everything that assistive programs see, windows first."""
        todo = [self.accessible()]
        while todo:
            node = todo.pop()
            if node is not None:
                yield node
                todo += [node.get_child_at_index(n) for n in range(node.get_child_count())]

    def find(self, name, role=None):
        return next((n for n in self.nodes() if n.get_name() == name and (role is None or n.get_role() == role)), None)

    def find_text(self, part):
        return next((n for n in self.nodes() if part in (n.get_name() or '')), None)

    def names_menus(self):
        """Newer versions of GTK tell no name of an item of a popover's menu (4.18.6 of no program's), but whether it is seen."""
        return self.accessible().get_toolkit_version().startswith('4.8.')

    def menu(self, item):
        """An item of a menu that is open."""
        if self.names_menus():
            return self.find(item, Atspi.Role.MENU_ITEM)
        return next((n for n in self.nodes() if n.get_role() == Atspi.Role.MENU_ITEM
                     and n.get_state_set().contains(Atspi.StateType.SHOWING)), None)

    def press(self, name):
        """Presses a button of any window once it can be pressed. GTK 4.8 says a name with a mnemonic twice."""
        def can():
            for node in self.nodes():
                if node.get_name() in (name, f'_{name} {name}') and node.get_role() == Atspi.Role.PUSH_BUTTON:
                    node.clear_cache()
                    states = node.get_state_set()
                    if states.contains(Atspi.StateType.SENSITIVE) and node.get_n_actions() > 0:
                        return node
            return None
        self.until(f'{name} can be pressed', can).do_action(0)

    def view(self, plane):
        if plane not in self.views:
            self.views[plane] = self.until(f'the {plane} view', lambda: self.find(plane, Atspi.Role.IMAGE))
        return self.views[plane]

    def says(self, plane, pattern):
        """Waits until the view's description matches; the match. A view that was hidden meanwhile is another object (GTK 4.18)."""
        def look():
            view = self.view(plane)
            view.clear_cache()
            said = view.get_description()
            if not said:
                del self.views[plane]
            return re.search(pattern, said)
        return self.until(f'{plane}: {pattern} (it says: {self.view(plane).get_description()})', look)

    def place(self, plane, x, y):
        """Root coordinates of a place in a view, given as shares of its size. Without a window manager the window is at 0, 0; where
        its own box begins, GTK 4.18 and 4.8 tell differently."""
        box = self.view(plane).get_extents(Atspi.CoordType.WINDOW)
        frame = next(n for n in self.nodes() if n.get_role() == Atspi.Role.FRAME).get_extents(Atspi.CoordType.WINDOW)
        assert box.width > 50 and box.height > 50, (box.width, box.height)
        return box.x - frame.x + box.width * x, box.y - frame.y + box.height * y


def xdo(*words):
    subprocess.run(['xdotool', *(str(int(w)) if isinstance(w, float) else str(w) for w in words)], check=True)
