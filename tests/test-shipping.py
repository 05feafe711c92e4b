#!/usr/bin/python3
"""What is shipped beside the programs, checked by the tools that will read it, and against each other.

Law: the desktop file, metainfo, schema, manifest, manuals, completions and templates are valid and speak of things that exist.
A checker that is not there skips its own case.
usage: test-shipping.py SOURCE HOUNSFIELD_CLI"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from glob import glob

SOURCE, CLI = sys.argv[1:3]
ID = "io.github.hounsfield_viewer.Hounsfield"

# The keys of flatpak-builder's manifest (its man page): what it does not know it ignores in silence, so that a slip goes unseen.
MANIFEST_KEYS = {"id", "branch", "runtime", "runtime-version", "sdk", "sdk-extensions", "base", "command", "finish-args", "cleanup",
                 "modules", "build-options", "rename-icon", "rename-desktop-file", "separate-locales", "desktop-file-name-suffix"}
MODULE_KEYS = {"name", "buildsystem", "builddir", "subdir", "config-opts", "make-args", "build-commands", "sources", "cleanup",
               "post-install", "run-tests", "test-commands", "build-options", "modules"}
SOURCE_KEYS = {"git": {"type", "url", "tag", "commit", "x-checker-data"}, "dir": {"type", "path", "skip"},
               "archive": {"type", "url", "sha256", "x-checker-data"}, "patch": {"type", "path"}}


def path(*names):
    return os.path.join(SOURCE, *names)


def text(*names):
    with open(path(*names), encoding="utf-8") as file:
        return file.read()


def sources():
    """All C sources of the window and its widgets as one text."""
    files = sorted(glob(path("src", "view", "*.[ch]")) + glob(path("src", "app", "*.[ch]")))
    return "\n".join(text(os.path.relpath(file, SOURCE)) for file in files)


def commands():
    """The command line's own list."""
    shown = subprocess.run([CLI, "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  ([a-z]+) ", shown, re.MULTILINE))


def options(command):
    """What a command says that it takes."""
    shown = subprocess.run([CLI, command, "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", shown, re.MULTILINE))


# How each shell says what may follow the words, one a line, in the folder of its completion. zsh's need a terminal: what they call is
# replaced.
SHELLS = {
    "bash": ["bash", "-euc", """. ./hounsfield-cli.bash
        COMP_WORDS=(hounsfield-cli "$@"); COMP_CWORD=$#; _hounsfield_cli; printf '%s\\n' "${COMPREPLY[@]}" """, "bash"],
    "zsh": ["zsh", "-fc", """compadd() { print -l -- ${(P)2} }; _describe() { print -l -- ${(P)2} }
        complete_it() { local -a words=(hounsfield-cli "$@"); local CURRENT=$#words; source ./_hounsfield-cli }; complete_it "$@" """, "zsh"],
    "fish": ["fish", "--no-config", "-c", """source hounsfield-cli.fish; complete -C (string join -- ' ' hounsfield-cli $argv)""", "--"],
}


class Case(unittest.TestCase):
    def tool(self, *command, quiet=True):
        if not shutil.which(command[0]):
            self.skipTest(f"{command[0]} is not installed")
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}{done.stderr}")
        if quiet:
            self.assertEqual(done.stdout + done.stderr, "", command)


class Desktop(Case):
    def test_desktop_file(self):
        self.tool("desktop-file-validate", path("resources", f"{ID}.desktop"))

    def test_metainfo(self):
        self.tool("appstreamcli", "validate", "--no-net", path("resources", f"{ID}.metainfo.xml"), quiet=False)

    def test_schema(self):
        self.tool("glib-compile-schemas", "--strict", "--dry-run", path("resources"))

    def test_id_is_one(self):
        entry = text("resources", f"{ID}.desktop")
        metainfo = ElementTree.parse(path("resources", f"{ID}.metainfo.xml"))
        schema = ElementTree.parse(path("resources", f"{ID}.gschema.xml"))
        self.assertIn(f"Icon={ID}\n", entry)
        self.assertEqual(metainfo.findtext("id"), ID)
        self.assertEqual(metainfo.findtext("launchable"), f"{ID}.desktop")
        self.assertEqual(schema.find("schema").get("id"), ID)
        self.assertIn(f'set(HF_APP_ID {ID})', text("CMakeLists.txt"))
        for name in (f"{ID}.svg", f"{ID}-symbolic.svg"):
            self.assertTrue(os.path.isfile(path("resources", "icons", name)), name)

    def test_settings_exist(self):
        """Every key that the code asks for is in the schema: a key that is not there ends the program."""
        keys = {key.get("name") for key in ElementTree.parse(path("resources", f"{ID}.gschema.xml")).iter("key")}
        asked = set(re.findall(r'(?:hf_settings|g_settings)_(?:get|set)_\w+ \((?:settings, )?"([a-z-]+)"', sources()))
        self.assertTrue(asked)
        self.assertLessEqual(asked, keys)


class Manuals(Case):
    def test_lint(self):
        for page in glob(path("docs", "man", "*.1")):
            self.tool("groff", "-ww", "-man", "-Tutf8", "-z", page)

    def test_every_command(self):
        manual = text("docs", "man", "hounsfield-cli.1")
        for command in commands():
            self.assertRegex(manual, rf"(?m)^\.BR? {command} ", command)

    def test_every_option(self):
        """The manual has the options of all commands, and no others."""
        told = set(re.findall(r"--[a-z-]+", text("docs", "man", "hounsfield-cli.1").replace("\\-", "-")))
        self.assertEqual(told, set().union(*map(options, commands())) | {"--help"})


class Completions(Case):
    """Every shell offers every command, and of a command every option: its functions, as the shell calls them."""

    def offered(self, shell, *words):
        if not shutil.which(shell):
            self.skipTest(f"{shell} is not installed")
        environment = {**os.environ, "PATH": os.path.dirname(CLI) + os.pathsep + os.environ["PATH"]}
        done = subprocess.run([*SHELLS[shell], *words], capture_output=True, text=True, cwd=path("resources", "completions"),
                              env=environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""), shell)
        return {re.split(r"[\t:]", line)[0] for line in done.stdout.split("\n") if line}

    def check(self, shell):
        self.assertLessEqual(commands(), self.offered(shell, ""))
        for command in commands():
            self.assertEqual(options(command), self.offered(shell, command, "--"), command)
        self.assertEqual(self.offered(shell, "slice", "--plane", ""), {"axial", "sagittal", "coronal"})

    def test_bash(self):
        self.check("bash")

    def test_zsh(self):
        self.check("zsh")

    def test_fish(self):
        self.check("fish")


class Thumbnailer(Case):
    def test_it_draws(self):
        """The thumbnailer's own words: a picture of the asked size, into a file whose name tells no format."""
        entry = dict(line.split("=", 1) for line in text("resources", "hounsfield.thumbnailer").splitlines() if "=" in line)
        self.assertIn("application/dicom", entry["MimeType"])
        phantom = os.path.join(os.path.dirname(CLI), "..", "files", "hounsfield-phantom")
        if not os.path.exists(phantom):
            self.skipTest("no phantom to draw")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([phantom, os.path.join(folder, "s"), *"32 32 3 1 1 1".split()], check=True, capture_output=True)
            file = sorted(glob(os.path.join(folder, "s", "*")))[-1]
            out = os.path.join(folder, "thumbnail.XYZ")
            words = [{"%i": file, "%o": out, "%sx%s": "128x128", "hounsfield-cli": CLI}.get(w, w) for w in entry["Exec"].split()]
            done = subprocess.run(words, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(out, "rb") as picture:
                self.assertEqual(picture.read(8), b"\x89PNG\r\n\x1a\n")


class Flatpak(Case):
    def setUp(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("python3-yaml is not installed")
        self.manifest = yaml.safe_load(text("flatpak", f"{ID}.yml"))

    def test_keys(self):
        self.assertLessEqual(set(self.manifest), MANIFEST_KEYS)
        self.assertEqual(self.manifest["id"], ID)
        for module in self.manifest["modules"]:
            self.assertLessEqual(set(module), MODULE_KEYS, module["name"])
            for source in module["sources"]:
                self.assertLessEqual(set(source), SOURCE_KEYS[source["type"]], module["name"])

    def test_sources_are_pinned(self):
        """An archive has its checksum, a repository its tag or commit: never a branch."""
        for module in self.manifest["modules"]:
            for source in module["sources"]:
                if source["type"] == "archive":
                    self.assertRegex(source["sha256"], r"^[0-9a-f]{64}$")
                if source["type"] == "git":
                    self.assertTrue(source.get("commit") or source.get("tag"), module["name"])

    def test_permissions(self):
        """The least: no network, the host read-only."""
        for argument in self.manifest["finish-args"]:
            self.assertRegex(argument, r"^--(share=ipc|socket=(wayland|fallback-x11)|device=dri|filesystem=host:ro)$")


class Codes(Case):
    def test_all_are_explained(self):
        """Every code of core/error.h, and no other, is in a table of docs/codes.md under the name that the program gives it."""
        known = set(re.findall(r"\bHF_CODE_([A-Z_]+)", text("src", "core", "error.h"))) - {"OK"}
        named = set(re.findall(r'"([A-Z_]+)"', text("src", "core", "error.c"))) - {"OK"}
        explained = re.findall(r"^\| ([A-Z_]+) \| \w", text("docs", "codes.md"), re.MULTILINE)
        self.assertEqual(named, known)
        self.assertEqual(set(explained), known)

    def test_no_code_is_idle(self):
        """Each is given by some part of the program."""
        files = [file for kind in ("c", "cc") for file in glob(path("src", "**", f"*.{kind}"), recursive=True)]
        used = {code for file in files for code in re.findall(r"\bHF_CODE_([A-Z_]+)", text(os.path.relpath(file, SOURCE)))}
        self.assertEqual(set(re.findall(r"\bHF_CODE_([A-Z_]+)", text("src", "core", "error.h"))) - used, set())


class Templates(Case):
    def trees(self):
        for file in sorted(glob(path("ui", "*.ui"))):
            yield os.path.basename(file), ElementTree.parse(file)

    def test_all_are_compiled_in(self):
        listed = set(re.findall(r"<file>ui/(.*?)</file>", text("resources", "hounsfield.gresource.xml")))
        self.assertEqual(listed, {name for name, _ in self.trees()})

    def test_ids_are_unique(self):
        for name, tree in self.trees():
            ids = [node.get("id") for node in tree.iter() if node.get("id")]
            self.assertEqual(len(ids), len(set(ids)), name)

    def test_children_exist(self):
        """A template's child that the code binds is in the template of the same name."""
        for file in glob(path("src", "view", "*.c")) + glob(path("src", "app", "*.c")):
            code = text(os.path.relpath(file, SOURCE))
            used = re.search(r'RESOURCE\w* "?/?ui/([a-z-]+\.ui)|/ui/([a-z-]+\.ui)"', code)
            for child in re.findall(r"bind_template_child \(\s*\w+,\s*\w+,\s*(\w+)\)", code) if used else []:
                template = text("ui", used[1] or used[2])
                self.assertIn(f'id="{child}"', template, f"{os.path.basename(file)}: {child}")

    def test_classes_and_icons_exist(self):
        code = sources()
        for name, tree in self.trees():
            for node in tree.iter("object"):
                if node.get("class").startswith("Hf"):
                    words = re.findall("[A-Z][a-z0-9]*", node.get("class"))
                    self.assertIn("_".join(words).lower() + "_get_type", code.replace("G_DECLARE_FINAL_TYPE (" + node.get("class")
                                  + ", " + "_".join(words).lower(), "_".join(words).lower() + "_get_type"), name)
            for node in tree.iter("property"):
                if node.get("name") == "icon-name" and node.text.startswith("hf-"):
                    self.assertTrue(os.path.isfile(path("resources", "icons", node.text + ".svg")), f"{name}: {node.text}")

    def test_actions_exist(self):
        """What a button, a menu or a key names is an action: a slip leaves a control that is gray for ever."""
        code = sources()
        known = set(re.findall(r'\{ "([a-z-]+)",\s+(?:\w+_cb|NULL)\b', code)) | {"show-help-overlay", "close"}
        known |= set(re.findall(r'\{ "([a-z-]+)"', re.search(r"\} outputs\[\] = \{(.*?)\};", code, re.DOTALL)[1]))
        known |= set(re.findall(r'GActionEntry \w+ = \{ \.name = "([a-z-]+)"', code))
        known |= set(re.findall(r'install_(?:property_)?action \(\s*\w+,\s*"[a-z]+\.([a-z-]+)"', code))
        # properties that are actions, installed in a loop
        known |= set(re.findall(r'\[PROP_[^]]+\] = (?:g_param_spec_\w+ \()?"([a-z-]+)"', code))
        used = set(re.findall(r'"((?:[a-z-]+)\.(?:[a-z-]+))(?:\([^")]*\)|::[a-z]+)?"[ ,]', code))
        used = {name for name in used if name.split(".")[0] in ("win", "app", "window") or name.endswith("window.close")}
        for name, tree in self.trees():
            for node in tree.iter():
                if node.get("name") in ("action-name", "action", "detailed-action") and node.text and "." in node.text:
                    used.add(re.sub(r"[(:].*", "", node.text))
        for name in sorted(used):
            scope, action = name.split(".")
            self.assertIn(scope, ("win", "app", "window", "view", "pane", "menu", "notes", "mesh"), name)
            self.assertIn(action, known, name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
