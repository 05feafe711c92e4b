#!/usr/bin/python3
"""The real program from outside: D-Bus actions, real keys, wheel and drags by xdotool, and what assistive programs are told.

Law: every gesture of the manual's table changes what the view says it shows, and nothing is written to stderr.
usage: test-window.py PROGRAM   (under tests/with-x). There are no sleeps: every step waits for the state that it must lead to."""
import json
import os
import sys
import tempfile

try:
    from program import Atspi, GLib, Program, write_npy, xdo
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)

SIZE = (48, 40, 32)  # i, j, k
SLIDER_PX = 16  # from a picture down to its slider


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
    x, y = program.place('Axial', 0.3, 1)
    xdo('mousemove', x, y + SLIDER_PX, 'click', 5)  # over the slider: as over the picture
    program.says('Axial', r'slice 11 of')
    xdo('click', 4, 'click', 4)
    program.says('Axial', r'slice 13 of')
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

    x, y = program.place('Sagittal', 0.4, 0.4)  # in a view without an earlier press, which GTK would count
    before, box = slices(program), program.view('Sagittal').get_extents(Atspi.CoordType.WINDOW)
    xdo('mousemove', x, y, 'click', '--repeat', 2, '--delay', 20, 1)
    program.until('the view fills the window', lambda: program.view('Sagittal').get_extents(Atspi.CoordType.WINDOW).width > 1.7 * box.width)
    program.until('a double click does not move the crosshair', lambda: slices(program) == before)
    program.activate('maximize')
    program.until('the view is small again', lambda: program.view('Sagittal').get_extents(Atspi.CoordType.WINDOW).width == box.width)
    assert slices(program) == before, (slices(program), before)
    x, y = program.place('Axial', 0.1, 0.5)
    xdo('mousemove', x, y, 'click', 1)  # beside the volume: nowhere to go
    x, y = program.place('Axial', 0.5, 0.5)
    xdo('mousemove', x, y, 'click', 1)
    program.until('the crosshair is in the middle', lambda: all(abs(a - n / 2) <= 1 for a, n in zip(slices(program), SIZE)))


def slices(program):
    """Numbers of the sagittal and the coronal slice."""
    return tuple(int(program.says(view, r'slice (\d+) of').group(1)) for view in ('Sagittal', 'Coronal'))


def check_crosshair_drag(program):
    """While its center is dragged the crosshair is under the pointer, as after a click there; a line by itself moves across itself."""
    x, y = program.place('Axial', 0.5, 0.5)
    there = x + 70, y - 50
    center = (SIZE[0] // 2, SIZE[1] // 2)
    program.activate('cursor', GLib.Variant('(ddd)', (0, 0, 0)))
    program.says('Sagittal', r'slice 1 of')
    xdo('mousemove', *there, 'click', 1)
    program.until('the crosshair is at the click', lambda: slices(program) != (1, 1))
    clicked = slices(program)
    assert all(abs(a - b) > 2 for a, b in zip(clicked, center)), clicked

    xdo('keydown', 'shift', 'mousemove', x, y - 20, 'mousemove', x, y, 'keyup', 'shift')  # no click: the next one would be a double click
    program.until('the crosshair is in the middle', lambda: all(abs(a - b) <= 1 for a, b in zip(slices(program), center)))
    middle = slices(program)
    xdo('mousemove', x, y, 'mousedown', 1, 'mousemove', x + 35, y - 25, 'mousemove', *there)
    program.until('the other planes follow the drag', lambda: slices(program) == clicked)
    xdo('mousemove', x, y)
    program.until('and back', lambda: slices(program) == middle)
    xdo('mousemove', *there, 'mouseup', 1)
    program.until('the crosshair stays where it was let go', lambda: slices(program) == clicked)
    program.says('Axial', r'window 380 level 101')  # and no window was dragged

    xdo('mousemove', there[0], there[1] + 80, 'mousedown', 1, 'mousemove', x + 35, y, 'mousemove', x, y - 30, 'mouseup', 1)
    program.until('a line moves across itself alone', lambda: slices(program) == (middle[0], clicked[1]))


def check_more_drags(program):
    """A box, Shift+move, pan, zoom, and the menu, which is there and goes away."""
    program.activate('reset-view')
    program.activate('window-level', GLib.Variant('(dd)', (300, 50)))
    program.says('Axial', r'window 300 level 50')
    left, top = program.place('Axial', 0.46, 0.3)
    right, bottom = program.place('Axial', 0.54, 0.45)
    xdo('keydown', 'ctrl', 'mousemove', left, top, 'mousedown', 1, 'mousemove', (left + right) / 2, top + 10,
        'mousemove', right, bottom, 'mouseup', 1, 'keyup', 'ctrl')
    before, width = (int(n) for n in program.says('Axial', r'slice (\d+) of .* window (?!300)(\d+) level').groups())
    before -= 1
    assert 1 <= width < 480, width  # 10 HU a column: a part of the columns

    plane = int(program.says('Axial', r'level (-?\d+)').group(1))
    program.activate('slice', GLib.Variant('(si)', ('axial', 20)))
    program.activate('set', GLib.Variant('(sd)', ('slab', 500)))
    program.activate('window-level', GLib.Variant('(dd)', (3000, 0)))
    program.says('Axial', r'slice 21 of .* window 3000 level 0')
    xdo('keydown', 'ctrl', 'mousemove', left, top, 'mousedown', 1, 'mousemove', (left + right) / 2, top + 10,
        'mousemove', right, bottom, 'mouseup', 1, 'keyup', 'ctrl')
    level = int(program.says('Axial', r'window (?!3000)\d+ level (-?\d+)').group(1))
    assert abs(level - plane - (SIZE[2] - 1 - before)) < 6, (plane, level, before)  # 1 HU a slice: a slab shows the highest; 10 a column
    program.activate('set', GLib.Variant('(sd)', ('slab', 0)))

    program.activate('cursor', GLib.Variant('(ddd)', (0, 0, 0)))
    program.says('Sagittal', r'slice 1 of')
    x, y = program.place('Axial', 0.5, 0.5)
    xdo('keydown', 'shift', 'mousemove', x, y - 20, 'mousemove', x, y, 'keyup', 'shift')  # the crosshair follows
    program.says('Sagittal', rf'slice ({SIZE[0] // 2}|{SIZE[0] // 2 + 1}) of')

    for button in (2, 3):  # pan, zoom: another place lies under the same pixel; the view tells it to a click
        program.activate('reset-view')
        xdo('mousemove', x, y, 'click', 1)
        before = program.says('Sagittal', r'slice (\d+) of').group(1)
        xdo('mousemove', x + 40, y + 60, 'mousedown', button, 'mousemove', x + 80, y + 20, 'mousemove', x + 120, y - 20, 'mouseup', button)
        xdo('mousemove', x, y - 30, 'click', 1)  # far from the first click: two at one place are a double click, which hides the others
        program.says('Sagittal', rf'slice (?!{before} )\d+ of')
    program.activate('reset-view')
    xdo('mousemove', x, y, 'click', 3)
    program.until('the menu', lambda: program.menu('Copy view as image'))
    xdo('key', 'Escape')


def check_notes(program):
    """Notes are drawn by clicks and by drags, Escape takes a half-made one, and each that is finished can be undone."""
    def undo_is(possible):
        program.until(f'undo: {possible}', lambda: program.enabled('undo') == possible)

    def click(x, y):
        xdo('mousemove', *program.place('Axial', x, y), 'mousemove_relative', 1, 1, 'click', 1)
    undo_is(False)
    xdo('mousemove', *program.place('Axial', 0.3, 0.3))
    for key, tool, places in (('d', 'distance', 2), ('a', 'angle', 3), ('e', 'ellipse', 2)):
        xdo('key', key)
        program.until(tool, lambda: program.state('tool') == tool)
        for place in ((0.3, 0.3), (0.5, 0.6), (0.7, 0.3))[:places]:
            undo_is(False)
            click(*place)
        undo_is(True)
        xdo('key', 'Delete', 'key', 'ctrl+z', 'key', 'ctrl+z')  # it is back, and then was never drawn
        undo_is(False)
    xdo('key', 'a')
    program.until('angle', lambda: program.state('tool') == 'angle')
    click(0.3, 0.3)
    click(0.5, 0.6)
    xdo('key', 'Escape')
    click(0.7, 0.3)  # the first point of another one
    click(0.5, 0.3)
    program.until('still the tool', lambda: program.state('tool') == 'angle')
    xdo('key', 'Escape', 'key', 'Escape')
    program.until('no tool', lambda: program.state('tool') == 'none')
    undo_is(False)
    xdo('key', 'd')
    program.until('distance', lambda: program.state('tool') == 'distance')
    x, y = program.place('Axial', 0.3, 0.3)
    xdo('mousemove', x, y, 'mousedown', 1, 'mousemove', x + 30, y, 'mousemove', x + 60, y, 'mouseup', 1)
    undo_is(True)
    program.activate('undo')
    undo_is(False)
    xdo('key', 'Escape')
    program.until('no tool', lambda: program.state('tool') == 'none')


def check_names(program):
    """A parameter that there is not is told, one that there is is taken."""
    program.activate('set', GLib.Variant('(sd)', ('no-such-parameter', 1)))
    program.until('an error', lambda: program.find_text('no-such-parameter'))


def check_screenshot(program, folder):
    picture = os.path.join(folder, 'shot.png')
    program.activate('screenshot', GLib.Variant('s', picture))
    program.until('the screenshot', lambda: os.path.exists(picture) and os.path.getsize(picture) > 1000)


def check_print(program, folder):
    """The view on paper, here into a PDF: one page that holds a picture."""
    paper = os.path.join(folder, 'view.pdf')

    def printed():
        with open(paper, 'rb') as file:
            return file.read()
    program.activate('print-to', GLib.Variant('s', paper))
    page = program.until('the print', lambda: os.path.exists(paper) and printed().rstrip().endswith(b'%%EOF') and printed())
    assert page.startswith(b'%PDF') and b'/Image' in page, page[:100]


def check_saved(program):
    """What tells that a file was saved covers no slider and no entry of the slices."""
    def box(node):
        node.clear_cache()
        return node.get_extents(Atspi.CoordType.WINDOW)
    toast = program.until('what was saved', lambda: program.find('Saved recipe.json', Atspi.Role.LABEL))
    program.until('its place', lambda: box(toast).y > 0)
    for node in program.nodes():
        if node.get_role() in (Atspi.Role.SLIDER, Atspi.Role.SPIN_BUTTON) and box(node).width > 0 and box(node).y >= 0:
            a, b = box(toast), box(node)
            assert a.x >= b.x + b.width or b.x >= a.x + a.width or a.y >= b.y + b.height or b.y >= a.y + a.height, node.get_name()


def check_recipe(program, folder):
    """What was set is saved, and comes back after it was undone; what is no recipe is told, and changes nothing."""
    path = os.path.join(folder, 'recipe.json')

    def saved():
        if os.path.exists(path):
            os.remove(path)
        program.activate('save-recipe-to', GLib.Variant('s', path))
        program.until('the recipe', lambda: os.path.exists(path))
        with open(path) as file:
            return json.load(file)
    program.activate('set', GLib.Variant('(sd)', ('above', 123)))
    assert saved()['above'] == 123
    check_saved(program)
    kept = os.path.join(folder, 'kept.json')
    os.rename(path, kept)
    program.activate('set', GLib.Variant('(sd)', ('above', 7)))
    assert saved()['above'] == 7
    program.activate('open-recipe-from', GLib.Variant('s', kept))
    assert saved()['above'] == 123
    program.activate('undo')
    assert saved()['above'] == 7
    with open(kept, 'w') as file:
        file.write('{"hounsfield-recipe": 1, "above": 99, "nonsense": 1}')
    program.activate('open-recipe-from', GLib.Variant('s', kept))
    program.until('an error', lambda: program.find_text('kept.json'))
    assert saved()['above'] == 7


def check_error(program):
    """A path that cannot be opened is told in words, and the open volume stays."""
    program.activate('open', GLib.Variant('s', '/nonexistent/series'))
    program.until('an error', lambda: program.find_text('nonexistent'))
    program.says('Axial', rf'of {SIZE[2]}')


def check_title(program):
    """The keyboard brings the title of a section into view, of one that is higher than its pane, too."""
    if program.state('preview'):
        program.activate('preview')
        program.until('the preview is folded', lambda: not program.state('preview'))
    before = program.until('what stands before the title', lambda: program.find_text(', sd '))
    box, pane = before.get_extents(Atspi.CoordType.WINDOW), before
    while pane.get_role() != Atspi.Role.SCROLL_PANE:
        pane = pane.get_parent()
    xdo('mousemove', box.x + 5, box.y + 5, 'click', 1, 'key', 'Tab')

    def title():
        for node in program.nodes():
            node.clear_cache()
            if node.get_name() == 'Threshold' and node.get_state_set().contains(Atspi.StateType.FOCUSED):
                top = node.get_extents(Atspi.CoordType.WINDOW).y - pane.get_extents(Atspi.CoordType.WINDOW).y
                return 0 <= top < pane.get_extents(Atspi.CoordType.WINDOW).height
        return False
    program.until('the title in view', title)


def check_sections(folder, path):
    """A section that was folded is folded the next time, too."""
    env = {**os.environ, 'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': folder}
    os.makedirs(os.path.join(folder, 'gtk-4.0'))
    os.makedirs(os.path.join(folder, 'glib-2.0', 'settings'))
    with open(os.path.join(folder, 'gtk-4.0', 'settings.ini'), 'w') as file:
        file.write('[Settings]\ngtk-enable-animations=0\n')  # what scrolls is there at once
    with open(os.path.join(folder, 'glib-2.0', 'settings', 'keyfile'), 'w') as file:
        file.write('[io/github/hounsfield_viewer/Hounsfield]\nheight=720\n')  # lower than a section

    def section(program):
        for node in program.nodes():
            if node.get_name() == 'Histogram' and node.get_state_set().contains(Atspi.StateType.EXPANDABLE):
                node.clear_cache()
                return node
        return None

    def is_folded(program):
        node = section(program)
        return node and not node.get_state_set().contains(Atspi.StateType.EXPANDED)
    with Program([sys.argv[1], path], env=env) as program:
        program.until('the section', lambda: section(program))
        assert not is_folded(program)
        check_title(program)
        section(program).do_action(0)
        program.until('the section is folded', lambda: is_folded(program))
        program.quits_in_silence()
    with Program([sys.argv[1], path], env=env) as program:
        program.until('the section is folded again', lambda: is_folded(program))
        program.quits_in_silence()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'volume.npy')
        write_npy(path, SIZE)
        with Program([sys.argv[1], path]) as program:
            check_actions(program)
            check_keys(program)
            check_wheel(program)
            check_drags(program)
            check_crosshair_drag(program)
            check_more_drags(program)
            check_notes(program)
            check_names(program)
            check_screenshot(program, folder)
            check_print(program, folder)
            check_recipe(program, folder)
            check_error(program)
            program.quits_in_silence()
        check_sections(folder, path)
    print('ok')


if __name__ == '__main__':
    main()
