"""What a person does who gets the window read aloud: through the accessibility
tree, by role and name, as a screen reader would.

    screenreader.py listen             says that somebody listens; before the program starts
    screenreader.py say FIELD TEXT     goes to FIELD, types TEXT and presses Send
    screenreader.py read REGION TEXT   waits until TEXT is read out of REGION
    screenreader.py hear REGION        prints what is read out of REGION from its beginning to its end, a thing a line
    screenreader.py news REGION        says whether what comes into REGION is read out by itself: "polite" or not

WINDOW in the environment is the process that is meant, of several that show windows.
"""

import os
import sys
import time
import warnings

warnings.simplefilter("ignore")  # python3-gi on its own deprecations

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

PATIENCE = 15  # seconds


def programs():
    """What shows windows, or of those the one that is meant."""
    desktop = Atspi.get_desktop(0)
    pid = os.environ.get("WINDOW")
    if not pid:
        return desktop
    return find(desktop, lambda node: node.get_role_name() == "application" and node.get_process_id() == int(pid))


def find(node, fits):
    """The first node below that fits. What vanishes while we look does not."""
    try:
        if node is None:
            return None
        if fits(node):
            return node
        for i in range(node.get_child_count()):
            found = find(node.get_child_at_index(i), fits)
            if found:
                return found
    except GLib.Error:
        pass
    return None


def wait_for(what, fits, below=None):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        root = below or programs()
        if root:
            root.clear_cache()
        found = find(root, fits)
        if found:
            return found
        time.sleep(0.1)
    print(f"There is no {what}. There is:", file=sys.stderr)
    show(below or Atspi.get_desktop(0))
    sys.exit(1)


def named(roles, name):
    return lambda node: node.get_role_name() in roles and node.get_name() == name


def text_of(node):
    try:
        return Atspi.Text.get_text(node, 0, -1)
    except GLib.Error:
        return ""


def show(node, depth=0):
    """Prints the tree, for whoever has to find out what went wrong."""
    try:
        print("  " * depth + f"{node.get_role_name()} {node.get_name()!r} {text_of(node)!r}", file=sys.stderr)
        for i in range(node.get_child_count()):
            show(node.get_child_at_index(i), depth + 1)
    except (GLib.Error, AttributeError):
        pass


def region(name):
    return wait_for(f"region {name}", lambda node: node.get_name() == name and node.get_role_name() != "frame")


def hear(name):
    tell(region(name))


def tell(node):
    """Says a node with what is in it: things to press by their names, everything else by its text."""
    role = node.get_role_name()
    if "button" in role or role == "combo box":  # what opens something is one to WebKit
        return print(f"[{node.get_name()}]")
    text = text_of(node)
    children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    if "\ufffc" not in text and text.strip():
        return print(text.strip())
    for piece in text.split("\ufffc"):
        if piece.strip():
            print(piece.strip())
        if children:
            tell(children.pop(0))
    for child in children:
        tell(child)


def news(name):
    print(region(name).get_attributes().get("live", "not"))


def listen():
    """A program asks once, at its start, whether it has to show its tree, and to whom."""
    Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.a11y.Bus",
        "/org/a11y/bus",
        "org.freedesktop.DBus.Properties",
        "Set",
        GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True))),
        None,
        Gio.DBusCallFlags.NONE,
        -1,
        None,
    )
    Atspi.get_desktop(0).get_child_count()  # whoever keeps the tree is there when it answers


def say(field, text):
    entry = wait_for(f"field {field}", named(("entry", "text"), field))
    if not Atspi.Component.grab_focus(entry):
        sys.exit(f"{field} cannot be entered")
    Atspi.generate_keyboard_event(0, text, Atspi.KeySynthType.STRING)
    wait_for(f"{text} in {field}", lambda node: text_of(node) == text, below=entry)
    send = wait_for("button Send", named(("push button", "button"), "Send"))
    if not Atspi.Action.do_action(send, 0):
        sys.exit("Send cannot be pressed")


def read(name, text):
    wait_for(f"text {text} in {name}", lambda node: text in text_of(node) or text in node.get_name(), below=region(name))


if __name__ == "__main__":
    Atspi.init()
    {"listen": listen, "say": say, "read": read, "hear": hear, "news": news}[sys.argv[1]](*sys.argv[2:])
