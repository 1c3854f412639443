// Command models writes frontend/src/lib/bridge/models.ts: the types of what
// crosses the bridge, from the structs that Go sends and takes. Run it in the
// project's folder.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	"confab/server/wire"
)

// File is what it writes.
const File = "frontend/src/lib/bridge/models.ts"

func main() {
	text, err := Generate(".")
	if err == nil {
		err = os.WriteFile(File, text, 0o644)
	}
	if err != nil {
		log.Fatal(fmt.Errorf("writing %s: %w", File, err))
	}
}

// roots are what App's methods take and return besides strings and numbers, and
// what it emits. What they hold follows by itself.
var roots = []string{
	"main.Snapshot", "client.Event", "archive.Ask", "archive.Page", "archive.Found", "client.Written", "invite.Invitation", "invite.Shared", "doctor.Finding",
	"session.Subject", "session.RoomList", "session.Audit", "session.Sanctions", "session.Problem", "transfer.Attachment",
}

// names are how the page calls what Go calls otherwise.
var names = map[string]string{
	"archive.Ask": "PageAsk", "archive.Room": "RoomState", "archive.Part": "RowPart", "session.Subject": "ActOn", "session.Presence": "PresenceChange",
	"main.Device": "ThisDevice", "text.Kind": "PartKind", "settings.Theme": "ThemeChoice", "settings.Window": "Bounds", "client.Place": "ShownPlace",
	"session.Code": "Code", "doctor.Kind": "FindingKind",
}

// words are the members that have one of some words, which Go has as plain
// strings, and what their type is called.
var words = map[string]string{
	"archive.Row.kind": "RowKind", "archive.Row.status": "Status", "archive.Quote.status": "Status", "main.Device.kept": "Kept",
	"session.Connection.role": "Role", "session.Subject.role": "Role", "session.AuditEntry.role": "Role",
	"session.Problem.params": "Params", "doctor.Finding.params": "Params",
}

// unions are these types.
var unions = []struct{ name, doc, words string }{
	{"RowKind", "What a row is: the type of its event. A `gap` stands for what is not here yet, before the row that has its seq.", eventTypes() + " | 'gap'"},
	{"Status", "What has become of a message. A gap whose status is `removed` has come to the archive.", "'' | 'edited' | 'retracted' | 'removed'"},
	{"Role", "What somebody may do besides talking; empty for a guest.", "'' | 'member' | 'moderator' | 'administrator'"},
	{"Params", "What the words for a code need. What comes from people in them is plain text.", "Record<string, string | number>"},
	{"Kept", "Where this device's key is; empty while it is not known.", "'' | 'keyring' | 'file'"},
}

// eventTypes are those of the protocol.
func eventTypes() string {
	var types []string
	for _, k := range wire.Events() {
		types = append(types, "'"+k.Type+"'")
	}
	return strings.Join(types, " | ")
}

// maybeEmpty are the types of words of which none is one too.
var maybeEmpty = map[string]bool{"archive.Full": true}

// open are types of words that the page does not have to know all of.
var open = map[string]bool{"session.Code": true, "doctor.Cause": true, "wire.Code": true, "wire.Fingerprint": true, "wire.Role": true, "keys.Place": true}
