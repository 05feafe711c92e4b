#!/usr/bin/python3
"""The viewer when the world around it fails: it stays, says what happened, and the volume is still there.

Law: no disk, no loader, no file, no home, no OpenGL, no session bus is ever the end of the program or of what is open.
usage: test-faults.py HOUNSFIELD HOUNSFIELD_CLI   (under tests/with-x)"""
import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import dicom_maker
    from program import HANGS, GLib, Program, write_npy
    from sanitizers import reserves_terabytes
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)

HOUNSFIELD, CLI = sys.argv[1:3]
SIZE = (48, 40, 32)


def small_files(limit):
    """For subprocess: no file of this program grows over limit bytes, as on a full disk."""
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return set_limit


def little_memory():
    """For subprocess: 1 GiB of address space, as two processors need it."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def workers(pid):
    """Loader processes of a program."""
    found = []
    for other in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{other}/stat') as file:
                name, rest = file.read().rsplit(')', 1)
            if int(rest.split()[1]) == pid and 'hounsfield-' in name:
                found.append(int(other))
        except OSError:
            pass
    return found


class Faults(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.volume = self.path('volume.npy')
        write_npy(self.volume, SIZE)

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def start(self, *arguments, **popen):
        program = Program([HOUNSFIELD, *arguments], **popen)
        self.addCleanup(program.end)
        return program

    def opened(self, **popen):
        program = self.start(self.volume, **popen)
        program.says('Axial', rf'^axial, slice \d+ of {SIZE[2]}')
        return program

    def lives(self, program):
        """Still the volume of the test, and still listening."""
        program.activate('slice', GLib.Variant('(si)', ('axial', 2)))
        program.says('Axial', rf'slice 3 of {SIZE[2]}')
        program.activate('slice', GLib.Variant('(si)', ('axial', 7)))
        program.says('Axial', rf'slice 8 of {SIZE[2]}')

    def told(self, program, *parts):
        for part in parts:
            program.until(f'the words “{part}”', lambda: program.find_text(part))

    def disk(self, size):
        """A folder that is a file system of its own."""
        folder = self.path('disk')
        os.mkdir(folder)
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', folder], capture_output=True).returncode != 0:
            self.skipTest('no disk can be mounted')
        self.addCleanup(subprocess.run, ['umount', '-l', folder])
        return folder

    def series(self, name='series', n=6):
        dicom_maker.make_series(self.path(name), dicom_maker.index_volume(16, 20, n))
        return self.path(name)


class Disk(Faults):
    def check_full(self, program, folder):
        """What cannot be written whole is not left in part, and what was there before is as it was."""
        for action, name in (('export-volume-to', 'volume.nii'), ('export-mask-to', 'mask.npy'), ('screenshot', 'shot.png')):
            target = os.path.join(folder, name)
            program.activate(action, GLib.Variant('s', target))
            self.told(program, name)
            self.lives(program)
            self.assertFalse(os.path.exists(target), name)
        self.assertEqual([name for name in os.listdir(folder) if name != 'filler'], [])

    def test_limit(self):
        os.mkdir(self.path('out'))
        self.check_full(self.opened(preexec_fn=small_files(256)), self.path('out'))

    def test_full_disk(self):
        folder = self.disk('64k')
        with open(os.path.join(folder, 'filler'), 'wb') as file:
            file.write(bytes(64 << 10))
        self.check_full(self.opened(), folder)

    def test_read_only_home(self):
        """No place for settings, recent files and the sample."""
        home = self.path('home')
        os.mkdir(home, 0o555)
        places = {'HOME': '/proc/1', **{f'XDG_{kind}_HOME': '/proc/1/none' for kind in ('CONFIG', 'DATA', 'CACHE', 'STATE')}}
        places['HF_SAMPLE_DIR'] = '/proc/1/none/sample'  # else one that was built beside the program opens
        program = self.opened(env={**os.environ, **places, 'GSETTINGS_BACKEND': 'keyfile'})
        program.activate('open-sample')
        self.lives(program)
        program.activate('overlay', GLib.Variant('s', 'none'))
        self.lives(program)


class Loader(Faults):
    def fake_loader(self, script):
        """A folder with our two loaders, the first of them a program that a test made."""
        os.mkdir(self.path('loader'))
        for name in ('hounsfield-loader', 'hounsfield-decoder'):
            with open(self.path('loader', name), 'w') as file:
                file.write(f'#!/bin/sh\n{script}\n')
            os.chmod(self.path('loader', name), 0o755)
        return {**os.environ, 'HF_LOADER': self.path('loader', 'hounsfield-loader')}

    def test_dies_at_the_start(self):
        program = self.opened(env=self.fake_loader('exit 1'))
        program.activate('open', GLib.Variant('s', self.series()))
        self.told(program, 'reads DICOM files')
        self.lives(program)

    def test_is_missing(self):
        program = self.opened(env={**os.environ, 'HF_LOADER': self.path('none')})
        program.activate('open', GLib.Variant('s', self.series()))
        self.told(program, 'cannot be started')
        self.lives(program)

    def test_is_killed_again_and_again(self):
        """At whatever stage: in the scan, in the decoding, between two slices."""
        program = self.opened()
        folder = self.series(n=60)
        killed = set()

        def strike():
            """Kills what is there; opens again where nothing is: a load may be over before it was seen."""
            found = workers(program.process.pid)
            if not found:
                program.activate('open', GLib.Variant('s', folder))
            for worker in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                    killed.add(worker)
            return len(killed) >= 12
        program.until('twelve killed loaders', strike)
        program.until('the end of loading', lambda: not workers(program.process.pid))
        program.activate('open', GLib.Variant('s', self.volume))
        program.says('Axial', rf'of {SIZE[2]}')
        self.lives(program)

    def test_stops_answering_and_is_cancelled(self):
        program = self.opened(env=self.fake_loader('exec sleep 100'))
        program.activate('open', GLib.Variant('s', self.series()))
        program.until('a loader', lambda: workers(program.process.pid) or program.find_text('Cancel'))
        program.activate('cancel')
        self.lives(program)


class Files(Faults):
    def test_vanish_while_loading(self):
        program = self.opened()
        folder = self.series(n=80)
        program.activate('open', GLib.Variant('s', folder))
        shutil.rmtree(folder)
        program.until('the end of loading', lambda: not workers(program.process.pid))
        program.activate('open', GLib.Variant('s', self.volume))
        program.says('Axial', rf'of {SIZE[2]}')
        self.lives(program)

    def test_nothing_to_load(self):
        """No loader waits for what never comes."""
        folder = os.path.join(self.folder.name, 'texts')
        os.mkdir(folder)
        for n in range(4):
            with open(os.path.join(folder, f'{n}.txt'), 'w') as file:
                file.write('no image')
        program = self.opened()
        program.activate('open', GLib.Variant('s', folder))
        self.told(program, 'holds no images')
        program.until('the end of the loaders', lambda: not workers(program.process.pid))
        self.lives(program)

    def test_read_only_disk(self):
        """Nothing is written where the images are: the window and the command line open them."""
        folder = self.disk('4m')
        self.series('disk/series')
        subprocess.run(['mount', '-o', 'remount,ro', folder], check=True)
        with self.assertRaises(OSError):
            open(os.path.join(folder, 'file'), 'w')
        program = self.start(os.path.join(folder, 'series'))
        program.says('Axial', 'of 6,')
        program.activate('tags')
        self.told(program, 'Transfer Syntax UID')  # of the first lines: GTK 4.18 makes those alone that are seen
        done = subprocess.run([CLI, 'info', folder, '--json'], capture_output=True, check=True)
        self.assertEqual(json.loads(done.stdout)['series'][0]['images'], 6)

    def test_nothing_but_a_scout(self):
        """It is refused with its reason, can be looked up, and be shown all the same."""
        program = self.opened()
        os.mkdir(self.path('scouts'))
        dicom_maker.make_slice(self.path('scouts', 'scout'), dicom_maker.index_volume(16, 20, 1)[0], (0, 0, 0), 1,
                               ImageType=['ORIGINAL', 'PRIMARY', 'LOCALIZER'])
        program.activate('open', GLib.Variant('s', self.path('scouts')))
        self.told(program, 'This is a localizer')
        self.lives(program)
        program.press('Files and why')
        self.told(program, 'Show anyway')
        program.activate('show-file', GLib.Variant('u', 0))
        program.says('Axial', 'slice 1 of 1,')

    def check_hanging(self, kind):
        """The window listens, the load can be given up, and another place opens; and all of it once more."""
        library = os.path.join(os.path.dirname(HOUNSFIELD), '../../tests/libhang.so')
        slow, well = self.series('network'), self.series('series', 8)
        hanging = {'LD_PRELOAD': library, 'HF_HANG': kind, 'HF_HANG_PATH': '/network'}
        program = self.opened(env={**os.environ, **hanging})
        for _ in range(2):
            program.activate('open', GLib.Variant('s', slow))
            self.lives(program)
            self.told(program, f'No answer from {slow}')
            program.activate('cancel')
            program.until('no word of it', lambda: not program.find_text('No answer'))
            self.lives(program)
            program.activate('open', GLib.Variant('s', well))
            program.says('Axial', 'of 8')
            program.activate('open', GLib.Variant('s', slow))
            program.activate('open', GLib.Variant('s', self.volume))
            program.says('Axial', rf'of {SIZE[2]}')
        program.activate_app('quit')
        program.process.wait(HANGS)  # what hangs holds nobody

    def test_network_that_hangs(self):
        self.check_hanging('any')

    def test_files_that_hang(self):
        """The folder can be listed, and opening its files never ends."""
        self.check_hanging('open')

    def test_cut_after_opening(self):
        """The volume does not depend on its file any more."""
        program = self.opened()
        os.truncate(self.volume, 0)
        self.lives(program)

    def test_folder_of_nothing(self):
        program = self.opened()
        os.mkdir(self.path('empty'))
        program.activate('open', GLib.Variant('s', self.path('empty')))
        self.told(program, 'empty')
        self.lives(program)


class Surroundings(Faults):
    def test_no_opengl(self):
        """Slices work, and the surface's pane says why it does not."""
        program = self.opened(env={**os.environ, 'GDK_DEBUG': 'gl-disable', 'GDK_DISABLE': 'gl',
                                   '__EGL_VENDOR_LIBRARY_DIRS': '/nowhere'})
        self.lives(program)
        self.told(program, 'OpenGL')

    @unittest.skipIf(reserves_terabytes(HOUNSFIELD), 'built with the address sanitizer')
    def test_little_memory(self):
        """What does not fit is refused with its size, and what is open stays, its surface too."""
        program = self.opened(preexec_fn=little_memory)
        program.until('the surface', lambda: program.find_text(' triangles'))
        for size in ((640, 640, 640), (1000, 1000, 1000)):
            write_npy(self.path('large.npy'), size, sparse=True)
            program.activate('open', GLib.Variant('s', self.path('large.npy')))
            self.told(program, 'A volume of {} x {} x {} voxels needs'.format(*size))
            self.lives(program)

    def test_no_session_bus(self):
        """Nothing to ask it by, then: it starts, draws, and is there until it is told to end."""
        environment = {**os.environ, 'DBUS_SESSION_BUS_ADDRESS': 'disabled:', 'GTK_A11Y': 'test'}
        with tempfile.TemporaryFile('w+') as errors:
            process = subprocess.Popen([HOUNSFIELD, self.volume], env=environment, stderr=errors)
            self.addCleanup(process.kill)
            end = time.monotonic() + HANGS
            shown = False
            while not shown and time.monotonic() < end and process.poll() is None:
                shown = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Hounsfield'],
                                       capture_output=True).stdout
            errors.seek(0)
            self.assertIsNone(process.poll(), errors.read())
            self.assertTrue(shown)
            process.kill()
            process.wait(HANGS)


class CommandLine(Faults):
    def call(self, *words, **options):
        return subprocess.run([CLI, *words], capture_output=True, text=True, timeout=900, **options)

    def test_full_disk(self):
        out = self.path('out.nii')
        done = self.call('export', self.volume, '-o', out, preexec_fn=small_files(256))
        self.assertEqual(done.returncode, 1)
        self.assertIn('out.nii', done.stderr)
        self.assertFalse(os.path.exists(out))

    def test_dead_loader(self):
        done = self.call('info', self.series(), '--json', env={**os.environ, 'HF_LOADER': '/bin/false'})
        self.assertEqual(done.returncode, 1)
        self.assertNotEqual(done.stderr, '')

    @unittest.skipIf(reserves_terabytes(CLI), 'built with the address sanitizer')
    def test_little_memory(self):
        """1 GiB of address space."""
        done = self.call('info', self.series(), '--json',
                         preexec_fn=little_memory)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)['series'][0]['size'], [16, 20, 6])

    def test_no_home(self):
        done = self.call('info', self.series(), '--json', env={'PATH': os.environ['PATH']})
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
