#!/usr/bin/python3
"""Every control has a name: the tree that assistive programs see, in every window of the viewer.

Law: what can take the keyboard is called something that a person would call it: not nothing, and not the name of its type.
What GTK 4.8 makes inside its own widgets and leaves without a way to name (cells of a named table, scrolled areas) is not ours; of its
shortcuts, About, file and print windows only the texts are.
usage: test-names.py PROGRAM   (under tests/with-x)"""
import os
import re
import subprocess
import sys
import tempfile

try:
    from program import Atspi, GLib, Program, write_npy
except (ImportError, ValueError) as reason:
    print(f'skipped: {reason}')
    sys.exit(77)

TYPE_NAME = re.compile(r'^(Gtk|Hf|Gdk|Adw)[A-Z]\w*$')
MNEMONIC = re.compile(r'(^|\w|\s)_\w')  # a label as it is written, with the key of its letter
CONTROLS = {Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.CHECK_BOX, Atspi.Role.RADIO_BUTTON, Atspi.Role.COMBO_BOX,
            Atspi.Role.SLIDER, Atspi.Role.SPIN_BUTTON, Atspi.Role.ENTRY, Atspi.Role.TEXT, Atspi.Role.IMAGE, Atspi.Role.LIST,
            Atspi.Role.LIST_ITEM, Atspi.Role.TREE_TABLE, Atspi.Role.MENU_ITEM, Atspi.Role.PAGE_TAB, Atspi.Role.LINK}


def is_named(node):
    name = node.get_name() or ''
    return bool(name.strip()) and not TYPE_NAME.match(name) and not MNEMONIC.search(name)


def ancestors(node):
    while (node := node.get_parent()) is not None:
        yield node


def is_ours(node):
    """FALSE: inside of a widget of GTK that has a name itself."""
    above = list(ancestors(node))
    frame = next((n for n in above if n.get_role() == Atspi.Role.FRAME), None)
    if frame is None:
        return False
    parent = above[0]
    return not (parent.get_role() in (Atspi.Role.TREE_TABLE, Atspi.Role.PUSH_BUTTON) and is_named(parent))


def unnamed(program):
    """The controls that fail, with where they are."""
    found = []
    controls = CONTROLS if program.names_menus() else CONTROLS - {Atspi.Role.MENU_ITEM}
    for node in program.nodes():
        role = node.get_role()
        if role in controls and not is_named(node) and is_ours(node):
            focusable = node.get_state_set().contains(Atspi.StateType.FOCUSABLE)
            if focusable or role in (Atspi.Role.COMBO_BOX, Atspi.Role.TREE_TABLE):
                where = ' < '.join(f'{n.get_role_name()} “{n.get_name()}”' for n in list(ancestors(node))[:5])
                found.append(f'{node.get_role_name()} “{node.get_name()}” ({node.get_description()}) < {where}')
    return found


def check(program, what, role_of_proof, name_of_proof):
    """Waits for a control of the window (the walk could be too early), then looks at all of them."""
    program.until(what, lambda: program.find(name_of_proof, role_of_proof))
    found = unnamed(program)
    assert not found, f'{what}: controls without a name:\n  ' + '\n  '.join(found)


def windows(program):
    """Their titles. To GTK 4.18 its own shortcuts are a panel, which has no name."""
    application = program.accessible()
    nodes = [application.get_child_at_index(n) for n in range(application.get_child_count())]
    return [node.get_name() for node in nodes if node and node.get_role() != Atspi.Role.PANEL]


def check_of_gtk(program):
    """Shortcuts and About are GTK's widgets: their texts and the names of the windows are ours."""
    program.activate('show-help-overlay')
    program.until('the shortcuts', lambda: program.find_text('Print the view'))
    program.activate_app('about')
    program.until('About', lambda: program.find_text('Not a medical device'))
    titles = windows(program)
    assert len(titles) >= 5 and all(titles) and not any(map(TYPE_NAME.match, titles)), titles


def check_dialogs(program):
    """Files are chosen, and printing is set up, in GTK's own windows: that they come, and their titles, are ours."""
    dialogs = {'open-folder': 'Open a folder of DICOM files', 'open-file': 'Open a file', 'export-volume': 'Save the volume',
               'export-mask': 'Save the mask', 'export-surface': 'Export the surface', 'save-view': 'Save the view as an image',
               'save-recipe': 'Save the recipe', 'open-recipe': 'Open a recipe', 'print': 'Print'}
    for action, title in dialogs.items():
        program.begin(action)
        program.until(title, lambda: title in windows(program))
        program.press('Cancel')
        program.until(f'the end of {title}', lambda: title not in windows(program))


def make_surface(program):
    program.activate('set', GLib.Variant('(sd)', ('level', 80.0)))
    program.until('a surface', lambda: program.find_text('triangles'))
    program.until('a surface that can be exported', lambda: program.enabled('export-surface'))


def check_surface_menu(program):
    program.activate('mesh', GLib.Variant('s', 'menu'))
    program.until('the menu of the surface', lambda: program.menu('Remove this part'))
    check(program, 'the menu of the surface', Atspi.Role.SLIDER, 'Above')


def check_tags(program, folder):
    """Tags are of DICOM files alone: a small series that our phantom program writes."""
    phantom = os.path.join(os.path.dirname(sys.argv[1]), '..', 'files', 'hounsfield-phantom')
    series = os.path.join(folder, 'series')
    subprocess.run([phantom, series, *'32 32 3 1 1 1'.split()], check=True, capture_output=True)
    program.activate('open', GLib.Variant('s', series))
    program.says('Axial', '^axial, slice [123] of')
    program.activate('tags')
    check(program, 'Tags', Atspi.Role.TREE_TABLE, 'Tags')


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'volume.npy')
        write_npy(path, (24, 20, 16))
        with Program([sys.argv[1], path], env={**os.environ, 'GSETTINGS_BACKEND': 'memory'}) as program:
            program.says('Axial', '^axial, slice')
            for pane in ('inspector', 'preview'):
                if not program.state(pane):
                    program.activate(pane)
            check(program, 'the main window', Atspi.Role.SLIDER, 'Above')
            make_surface(program)
            check_dialogs(program)
            check_surface_menu(program)
            program.activate('resample')
            check(program, 'Resample', Atspi.Role.SPIN_BUTTON, 'Spacing of slices')
            program.activate('files')
            check(program, 'Files and why', Atspi.Role.FRAME, 'Files and why')
            program.activate_app('preferences')
            check(program, 'Preferences', Atspi.Role.FRAME, 'Preferences')
            program.activate('open', GLib.Variant('s', '/nonexistent/series'))
            program.until('an error', lambda: program.find_text('nonexistent'))
            check(program, 'a message', Atspi.Role.PUSH_BUTTON, 'Dismiss')
            check_tags(program, folder)
            folded = [pane for pane in ('inspector', 'preview') if program.state(pane)]
            for pane in folded:
                program.activate(pane)
            check(program, 'folded panes', Atspi.Role.PUSH_BUTTON, 'Surfaces: open the inspector')
            program.activate('close')
            check(program, 'the first page', Atspi.Role.PUSH_BUTTON, 'Open folder…')
            check_of_gtk(program)
    print('ok')


if __name__ == '__main__':
    main()
