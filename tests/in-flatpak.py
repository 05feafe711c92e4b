#!/usr/bin/python3
"""The flatpak in its sandbox, on a desktop with portals.

Law: it starts, shows the sample, and ends with 0; its loader is confined in there too; it reads the host's files and writes none but
where a dialog of the portal says; there is no network; settings stay; the exported desktop file opens a folder; the command line works.
usage: in-flatpak.py OUT   (under tests/with-x, with FLATPAK_USER_DIR; tests/flatpak-offline does. OUT gets pictures and what the command
line says of each series of ~/CT, where there are any)"""
import os
import re
import shlex
import subprocess
import sys
from glob import glob

from program import ID, Atspi, GLib, Program

OUT, = sys.argv[1:]
HOME = os.environ['HOME']
SERIES = os.path.join(HOME, 'CT', 'philips-head-5mm')


def flatpak(*words):
    return subprocess.run(['flatpak', 'run', *words], capture_output=True, text=True)


def picture(name):
    subprocess.run(['import', '-window', 'root', os.path.join(OUT, f'flatpak-{name}.png')], check=True)


class Sandboxed(Program):
    def __init__(self, command):
        """with-x lets settings be forgotten."""
        super().__init__(command, env={name: value for name, value in os.environ.items() if name != 'GSETTINGS_BACKEND'})

    def accessible(self):
        """Its process has another number outside, and a proxy speaks for it: its name tells it."""
        desktop = Atspi.get_desktop(0)
        children = (desktop.get_child_at_index(n) for n in range(desktop.get_child_count()))
        return next((child for child in children if child and 'hounsfield' in (child.get_name() or '').lower()), None)


def check_permissions():
    """What a program in there can do: read the host's files, write its own, and nothing else."""
    def can(script):
        return flatpak('--command=sh', ID, '-c', script).returncode == 0
    assert can(f'ls {HOME}/CT')
    assert not can(f'echo > {HOME}/CT/written') and not os.path.exists(f'{HOME}/CT/written')
    assert can('echo > "$XDG_CACHE_HOME/x" && echo > "$XDG_CONFIG_HOME/x"')
    assert can("! grep -v -e lo: -e '|' /proc/net/dev"), 'there is a network'
    print('permissions: ok')


def check_command_line():
    """Compressed files too. A kernel's confinement that was missing would be a warning there."""
    for path in [SERIES] * os.path.isdir(SERIES) + sorted(glob(f'{HOME}/CT/pydicom-files/**/*.dcm', recursive=True)):
        told = flatpak('--command=hounsfield-cli', ID, 'info', path, '--json')
        assert told.returncode in (0, 1), told
        assert 'NO_SANDBOX' not in told.stdout
        with open(os.path.join(OUT, f'info-{os.path.basename(path)}.json'), 'w') as file:
            file.write(told.stdout or told.stderr)
    told = flatpak('--command=hounsfield-cli', ID, '--help')
    assert told.returncode == 0 and 'notebook' in told.stdout, told
    print('command line: ok')


def confined():
    """The machine's own view of a loader in the sandbox: one filter of system calls is flatpak's, another ours, which it puts on itself."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/status') as file:
                status = file.read()
        except OSError:
            continue
        if re.match(r'Name:\thounsfield-(load|deco)', status) and re.search(r'^NoNewPrivs:\t1', status, re.MULTILINE):
            if int(re.search(r'^Seccomp_filters:\t(\d+)', status, re.MULTILINE)[1]) >= 2:
                return True
    return False


def dialog(role, name=''):
    """A control of the portal's dialog, which is another program's."""
    desktop = Atspi.get_desktop(0)
    todo = [desktop.get_child_at_index(n) for n in range(desktop.get_child_count())]
    todo = [node for node in todo if node and node.get_name() == 'xdg-desktop-portal-gtk']
    while todo:
        node = todo.pop()
        if node is None:
            continue
        states = node.get_state_set()
        if node.get_role() == role and name in node.get_name() and states.contains(Atspi.StateType.SHOWING):
            return node
        todo += [node.get_child_at_index(n) for n in range(node.get_child_count())]
    return None


def save_by_portal(program, action, name):
    """Where the dialog says the file goes, which the sandbox could not write otherwise."""
    path = os.path.join(HOME, 'out', name)
    program.begin(action)
    entry = program.until('the name in the dialog of the portal', lambda: dialog(Atspi.Role.TEXT))
    program.until('the name that is proposed', lambda: Atspi.Text.get_text(entry, 0, -1))
    Atspi.EditableText.set_text_contents(entry, path)
    picture(action)
    program.until('Save', lambda: dialog(Atspi.Role.PUSH_BUTTON, 'Save')).do_action(0)
    program.until(path, lambda: os.path.exists(path) and os.path.getsize(path) > 100)
    program.until('the end of the dialog', lambda: dialog(Atspi.Role.TEXT) is None)
    print(f'{action}: {os.path.getsize(path)} bytes by the portal', flush=True)
    return path


def check_saving(program):
    os.makedirs(os.path.join(HOME, 'out'), exist_ok=True)
    save_by_portal(program, 'save-view', 'view.png')
    save_by_portal(program, 'export-volume', 'volume.npy')
    program.activate('set', GLib.Variant('(sd)', ('level', 350.0)))
    program.until('a surface that can be exported', lambda: program.enabled('export-surface'))
    save_by_portal(program, 'export-surface', 'surface.stl')
    save_by_portal(program, 'save-recipe', 'recipe.json')
    message = program.find_text('Could not write')
    assert not message, message.get_name()
    files = sorted(os.listdir(os.path.join(HOME, 'out')))  # and nothing beside them, which the portal would leave under names of its own
    assert files == ['recipe.json', 'surface.stl', 'view.png', 'volume.npy'], files


def check_sample():
    with Sandboxed(['flatpak', 'run', ID]) as program:
        program.until('the first page', lambda: program.find_text('sample'))
        program.activate('open-sample')
        program.until('a loader with two filters', confined)  # it goes when all is read
        program.says('Axial', r'^axial, slice 11\d of 234')
        picture('sample')
        program.activate('overlay', GLib.Variant('s', 'none'))
        check_saving(program)
        program.quits_in_silence()
    print('sample: ok')


def exported_command(path):
    """The desktop file's command, as a desktop starts it with a path."""
    with open(os.path.join(os.environ['FLATPAK_USER_DIR'], 'exports', 'share', 'applications', f'{ID}.desktop')) as file:
        line = re.search(r'^Exec=(.*)$', file.read(), re.MULTILINE)[1]
    return [path if word == '%F' else word for word in shlex.split(line)]


def check_series():
    with Sandboxed(exported_command(SERIES)) as program:
        program.says('Axial', r'^axial, slice \d+ of 28,')
        program.until('the overlay as it was left', lambda: program.state('overlay') == 'none')
        picture('series')
        program.quits_in_silence()
    print('series by the exported desktop file: ok')


def main():
    os.makedirs(os.path.join(HOME, 'CT'), exist_ok=True)
    check_permissions()
    check_command_line()
    check_sample()
    if os.path.isdir(SERIES):
        check_series()
    print('ok')


if __name__ == '__main__':
    main()
