"""What an X server's screen shows and when, seen from outside: the time from a hand's input until the screen has changed.

Needs nothing of the program: input comes from the XTEST extension, changes from DAMAGE."""
import select
import time

from Xlib import X, Xatom, display
from Xlib.ext import damage, xtest

QUIET = 0.004  # s without a change: a frame is on the screen


class Screen:
    def __init__(self):
        self.display = display.Display()
        self.root = self.display.screen().root
        self.display.damage_query_version()
        self.root.damage_create(damage.DamageReportRawRectangles)
        self.manage()
        self.display.sync()

    def manage(self):
        """Says that there is a window manager, as on a user's screen: without one GTK asks the server for it six times a frame."""
        manager = self.root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        check, supported = (self.display.intern_atom(name) for name in ("_NET_SUPPORTING_WM_CHECK", "_NET_SUPPORTED"))
        for window in (self.root, manager):
            window.change_property(check, Xatom.WINDOW, 32, [manager.id])
        self.root.change_property(supported, Xatom.ATOM, 32, [check])

    def changed(self, seconds):
        """When the screen changed next, at most so many seconds from now; else None."""
        until = time.monotonic() + seconds
        while not self.display.pending_events():
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.display], [], [], left)[0]:
                return None
        now = time.monotonic()
        while self.display.pending_events():
            self.display.next_event()
        return now

    def frame(self, seconds):
        """When the next frame was whole; None where none begins in so many seconds."""
        last = self.changed(seconds)
        while last and (later := self.changed(QUIET)):
            last = later
        return last

    def settle(self, seconds):
        while self.changed(seconds):
            pass

    def window(self):
        """The largest window that is shown, nullable."""
        windows = [w for w in self.root.query_tree().children if w.get_attributes().map_state == X.IsViewable]
        return max(windows, key=lambda w: w.get_geometry().width, default=None)

    def resize(self, window, width, height):
        window.configure(x=0, y=0, width=width, height=height)
        self.display.sync()

    def pixels(self, x, y, width, height):
        return self.root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data

    def move(self, x, y, relative=False):
        xtest.fake_input(self.display, X.MotionNotify, detail=int(relative), x=x, y=y)
        self.display.flush()

    def button(self, button, down):
        xtest.fake_input(self.display, X.ButtonPress if down else X.ButtonRelease, button)
        self.display.flush()

    def wheel(self):
        for down in (True, False):
            self.button(5, down)
