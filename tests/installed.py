#!/usr/bin/python3
"""The installed program opens the sample: PREFIX/bin/hounsfield, with nothing of the build or of the sources beside it.

Law: it starts, makes the sample into an empty cache, shows the middle slice, saves a picture of its window, and ends with 0 when asked to.
Where the session bus knows its service (XDG_DATA_DIRS reached it), the bus starts it too.
usage: installed.py PREFIX [--bus] [--picture FILE.png]   (under tests/with-x; --bus: the bus must know it)"""
import os
import subprocess
import sys
import tempfile
import time

try:
    from program import HANGS, ID, PATH, Atspi, Gio, GLib, Program
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)


def environment(folder):
    """A person who starts it for the first time: empty home, cache and settings."""
    env = {**os.environ, 'HOME': folder, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': '', 'GSETTINGS_BACKEND': 'memory'}
    for name in ('XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'HF_TEST_DATA'):
        env.pop(name, None)
    return env


def open_sample(prefix, folder, picture):
    with Program([os.path.join(prefix, 'bin', 'hounsfield')], env=environment(folder), cwd=folder) as program:
        program.until('the first page', lambda: program.find_text('sample'))
        program.activate('open-sample')
        program.until('the sample', lambda: program.view('Axial'))
        program.says('Axial', r'^axial, slice 11\d of 234')
        program.activate('screenshot', GLib.Variant('s', picture))
        program.until('a picture of the window', lambda: os.path.exists(picture) and os.path.getsize(picture) > 20000)
        program.activate_app('quit')
        assert program.process.wait(HANGS) == 0, program.process.returncode


def started_by_bus(must):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def call(name, path, interface, method, arguments):
        return bus.call_sync(name, path, interface, method, arguments, None, 0, 30000, None)
    known = call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ListActivatableNames', None).unpack()[0]
    if ID not in known:
        assert not must, 'the bus does not know the service'
        return
    call(ID, PATH, 'org.freedesktop.Application', 'Activate', GLib.Variant('(a{sv})', ({},)))
    owner = call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID', GLib.Variant('(s)', (ID,))).unpack()[0]
    assert os.readlink(f'/proc/{owner}/exe').endswith('/bin/hounsfield')
    call(ID, PATH, 'org.freedesktop.Application', 'ActivateAction', GLib.Variant('(sava{sv})', ('quit', [], {})))
    end = time.monotonic() + HANGS
    while os.path.exists(f'/proc/{owner}'):
        assert time.monotonic() < end, 'it does not end'
        time.sleep(0.01)
    print('started by the bus: ok')


def main():
    prefix = sys.argv[1]
    picture = sys.argv[sys.argv.index('--picture') + 1] if '--picture' in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run([os.path.join(prefix, 'bin', 'hounsfield'), '--version'], capture_output=True, text=True, check=True)
        assert said.stdout.startswith('hounsfield '), said.stdout
        open_sample(prefix, folder, picture or os.path.join(folder, 'window.png'))
        started_by_bus('--bus' in sys.argv)
    print('ok')


if __name__ == '__main__':
    main()
