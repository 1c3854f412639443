"""What a person does with the frame of a process's window, where nothing manages windows.

    frame.py front PROCESS    what is typed goes there
    frame.py close PROCESS    as the button in its corner does: by asking the program (ICCCM section 4.2.8.1)
"""

import ctypes
import sys

X = ctypes.CDLL("libX11.so.6")
Window = Atom = ctypes.c_ulong


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", Window),
        ("message_type", Atom),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),  # an XEvent is larger
    ]


X.XOpenDisplay.restype = ctypes.c_void_p
X.XDefaultRootWindow.restype = Window
X.XInternAtom.restype = Atom

# Some of a program's windows cannot be in front, because they are never shown.
handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda display, error: 0)
X.XSetErrorHandler(handler)

display = ctypes.c_void_p(X.XOpenDisplay(None))


def atom(name):
    return X.XInternAtom(display, name, 0)


def number(window, name):
    """A property of a window that is a number, or nothing."""
    kind, size, count, more = Atom(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    value = ctypes.POINTER(ctypes.c_ulong)()
    X.XGetWindowProperty(
        display, Window(window), Atom(atom(name)), ctypes.c_long(0), ctypes.c_long(1), 0, Atom(0),
        ctypes.byref(kind), ctypes.byref(size), ctypes.byref(count), ctypes.byref(more), ctypes.byref(value),
    )  # fmt: skip
    return value[0] if count.value and size.value == 32 else None


def below(window):
    """The windows in a window, and in those."""
    root, parent, count = Window(), Window(), ctypes.c_uint()
    children = ctypes.POINTER(Window)()
    X.XQueryTree(display, Window(window), ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children), ctypes.byref(count))
    for i in range(count.value):
        yield children[i]
        yield from below(children[i])


def front(window):
    X.XSetInputFocus(display, Window(window), 1, ctypes.c_ulong(0))


def close(window):
    message = ClientMessage(type=33, window=window, message_type=atom(b"WM_PROTOCOLS"), format=32)
    message.data[0] = atom(b"WM_DELETE_WINDOW")
    X.XSendEvent(display, Window(window), 0, ctypes.c_long(0), ctypes.byref(message))


def main(act, process):
    frames = [
        window
        for window in below(X.XDefaultRootWindow(display))
        if number(window, b"_NET_WM_PID") == process and number(window, b"WM_PROTOCOLS") is not None
    ]
    if not frames:
        sys.exit(f"process {process} has no window")
    for window in frames:
        act(window)
    X.XSync(display, 0)


main({"front": front, "close": close}[sys.argv[1]], int(sys.argv[2]))
