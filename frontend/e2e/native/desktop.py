"""What a desktop has around its windows, on the session bus: a place for notifications and one for icons.
It prints the notifications that it is given, one JSON object a line, and clicks on the one whose number it reads.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")  # python3-gi on its own deprecations

from gi.repository import Gio, GLib  # noqa: E402

NOTES = "org.freedesktop.Notifications"
ICONS = "org.kde.StatusNotifierWatcher"
INTERFACES = Gio.DBusNodeInfo.new_for_xml(
    f"""<node>
    <interface name="{NOTES}">
        <method name="GetCapabilities"><arg type="as" direction="out"/></method>
        <method name="Notify">
            <arg type="s"/><arg type="u"/><arg type="s"/><arg type="s"/><arg type="s"/><arg type="as"/><arg type="a{{sv}}"/><arg type="i"/>
            <arg type="u" direction="out"/>
        </method>
        <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
    </interface>
    <interface name="{ICONS}">
        <method name="RegisterStatusNotifierItem"><arg type="s"/></method>
        <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    </interface>
    </node>"""
)


class Desktop:
    def __init__(self, bus):
        self.bus = bus
        self.last = 0

    def call(self, _bus, _sender, _path, _interface, method, args, answer):
        if method == "GetCapabilities":
            return answer.return_value(GLib.Variant("(as)", (["body", "actions"],)))
        if method == "Notify":
            _, number, _, title, body, *_ = args.unpack()
            if not number:
                self.last += 1
                number = self.last
            print(json.dumps({"number": number, "title": title, "body": body}), flush=True)
            return answer.return_value(GLib.Variant("(u)", (number,)))
        answer.return_value(None)

    def click(self, stdin, _condition):
        line = stdin.readline()
        if not line:
            return False
        self.bus.emit_signal(None, "/org/freedesktop/Notifications", NOTES, "ActionInvoked", GLib.Variant("(us)", (int(line), "default")))
        return True


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
desktop = Desktop(bus)
for interface, path in ((NOTES, "/org/freedesktop/Notifications"), (ICONS, "/StatusNotifierWatcher")):
    bus.register_object(path, INTERFACES.lookup_interface(interface), desktop.call, lambda *_: GLib.Variant("b", True), None)
owned = []
for name in (NOTES, ICONS):
    Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, lambda _, n: (owned.append(n), len(owned) == 2 and print("ready", flush=True)), lambda _, n: sys.exit(f"{n} is taken"))
GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, desktop.click)
GLib.MainLoop().run()
