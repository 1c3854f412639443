package main

import (
	"bytes"
	"confab/server/datadir"
	"crypto/tls"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"confab/server/hub"
	"confab/server/wire"
)

// runCommand runs the program with arguments; what it writes comes back.
func runCommand(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = start(args, func(string) string { return "" }, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestWhatAWindowDoesATerminalDoes(t *testing.T) {
	data := t.TempDir() + "/data"
	s := serve(t, "-data", data, "-invite-only")
	does := func(want string, args ...string) string {
		t.Helper()
		code, out, errs := runCommand(append([]string{args[0], "-data", data}, args[1:]...)...)
		if code != 0 || !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%q ends with %d and says %q %q, want %q", args, code, out, errs, want)
		}
		return out
	}
	fails := func(code int, want string, args ...string) {
		t.Helper()
		got, out, errs := runCommand(append([]string{args[0], "-data", data}, args[1:]...)...)
		if got != code || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q ends with %d and says %q %q, want %d and %q", args, got, out, errs, code, want)
		}
	}
	link, err := wire.ParseLink(strings.Fields(does(`^chat://\S+&t=\S+\nFor one person, until `, "invite", "-role", "moderator"))[0])
	if err != nil || link.Address != s.address {
		t.Fatalf("the link is %+v, %v", link, err)
	}
	bob := s.come(t, "bob", newDevice(), link.Token)
	said := bob.says("first line\nsecond line")
	does(`(?m)^\d+  \S+ \S+  bob: first line\n    second line$`, "history")
	does(`^Done\.\n$`, "mute", "-for", "90m", "bob", "too", "loud")
	if st := next[*wire.Self](bob); st.Reason != "too loud" {
		t.Errorf("bob is told %+v", st)
	}
	does(`server  mute  bob  until \S+  too loud`, "bans")
	does(`^Done\.\n$`, "remove", "1", "not", "here")
	if e := next[*wire.Event](bob); e.Type != wire.RemoveType || e.From != "server" || !strings.Contains(string(e.Body), said.ID) {
		t.Errorf("bob hears %+v", e)
	}
	does(`^There are no messages in lobby\.\n$`, "history")
	does(`^Done\.\n$`, "unmute", "bob") // who is muted opens no room
	if st := next[*wire.Self](bob); st.Muted {
		t.Errorf("bob is told %+v", st)
	}
	bob.tells(wire.Open{Room: "tea", ID: bob.key(), Private: true})
	next[*wire.RoomInfo](bob)
	does(`^Done\.\n$`, "close-room", "tea", "too", "loud")
	for {
		if e := next[*wire.Event](bob); e.Type == wire.CloseType {
			if e.From != "server" || body(t, e).Reason != "too loud" {
				t.Errorf("bob hears %+v", e)
			}
			break
		}
	}
	fails(exitFailed, ": there is no room tea.\n", "close-room", "tea")
	fails(exitFailed, ": the lobby can't be closed.\n", "close-room", "lobby")
	fails(exitUsage, "write a room.\nusage: confab-server close-room [-data folder] ROOM [REASON]\n", "close-room")
	does(`server  close-room  tea  too loud`, "audit", "-n", "1")
	does(`^Done\.\n$`, "role", "bob", "member")
	does(`^Done\.\n$`, "close")
	does(`^Registration is closed\.\n`, "bans")
	does(`^Done\.\n$`, "open")
	does(`^Done\.\n$`, "ban", "192.0.2.7", "a", "flood")
	does(`^Done\.\n$`, "unban", "192.0.2.7")
	does(`^Done\.\n$`, "kick", "bob", "good night")
	bob.isDisconnected(wire.ByeKicked, "good night")
	does(`^Done\.\n$`, "unregister", "bob")
	audit := does(``, "audit", "-n", "3")
	if strings.Count(audit, "\n") != 3 || !strings.Contains(audit, "server  unregister  bob") {
		t.Errorf("the audit is %q", audit)
	}
	if strings.Contains(does(``, "audit", "-n", "1000")+s.out.String(), link.Token) {
		t.Error("the token stands in the audit or the log")
	}
	fails(exitFailed, "nobody is using this name. To apply it to future guests, add -force.", "mute", "zed")
	fails(exitFailed, "nobody is using this name.", "ban", "zed")
	if log := does(``, "audit", "-n", "1"); strings.Contains(log, "zed") {
		t.Errorf("what was not done is in the audit: %q", log)
	}
	does(`^Done\.\n$`, "mute", "zed", "-for", "2d", "-force", "too", "loud") // flags stand where they will
	does(`server  mute  zed  until \S+  too loud`, "bans")
	fails(exitUsage, "write it in whole minutes, hours or days", "mute", "-for", "-1h", "zed")
	fails(exitUsage, "write it in whole minutes, hours or days", "mute", "-for", "0", "zed")
	fails(exitUsage, "write it in whole minutes, hours or days", "mute", "-for", "4000d", "zed")
	for _, odd := range []string{"10s", "90s", "1m30s", "0.5m", "1.5d", "1us2d", "99999d", "9999999h"} { // none is made another time
		fails(exitUsage, "write it in whole minutes, hours or days, up to ten years, such as 90m, 24h or 7d", "ban", "-for", odd, "zed")
	}
	fails(exitUsage, "999.1.1.1 is no IP address", "ban", "999.1.1.1")
	fails(exitUsage, "10.0.0.0/8 is no IP address", "ban", "10.0.0.0/8")
	fails(exitUsage, "there is no argument \"now\".\nusage: confab-server open [-data folder]\n", "open", "now")
	fails(exitUsage, "there is no argument \"bob\": an invitation is for one person", "invite", "bob")
	fails(exitUsage, "there is no argument \"x\".\nusage: ", "bans", "x")
	fails(exitUsage, "the role must be member, moderator or administrator.\nusage: confab-server invite", "invite", "-role", "king")
	fails(exitUsage, "write a name and a role.\nusage: ", "role", "bob")
	fails(exitUsage, "-n is 0, and must be from 1 to 200.\nusage: ", "history", "-n", "0")
	fails(exitUsage, "-n is -5, and must be at least 1.\nusage: ", "audit", "-n", "-5")
	fails(exitUsage, "This isn't a valid name.", "role", "two words", "member")
	fails(exitUsage, "room", "history", "-room", "two words")
	if code, out, errs := runCommand("bna", "-data", data); code != exitUsage || out != "" || !strings.Contains(errs, `there is no command "bna", only audit, backup, ban, `) {
		t.Errorf("an unknown command ends with %d: %s %s", code, out, errs)
	}
	if code, out, _ := runCommand("ban", "-help"); code != 0 || !strings.HasPrefix(out, "usage: confab-server ban [-data folder] [-for 24h] [-force] NAME|ADDRESS [REASON]\n") {
		t.Errorf("help of a command ends with %d: %s", code, out)
	}
	fails(exitFailed, "This name isn't registered.", "role", "nobodyhere", "moderator")
	fails(exitFailed, "No one with this name is online.", "kick", "nobodyhere")
	fails(exitFailed, "there is no message 77 in lobby.", "remove", "77")
	fails(exitUsage, "\"one\" is no number of a message; confab-server history shows them.\nusage: confab-server remove [-data folder] [-room lobby] NUMBER [REASON]\n", "remove", "one")
	fails(exitUsage, "write a name or an address.\nusage: confab-server ban", "ban")
	fails(exitUsage, "write a name.\nusage: confab-server kick", "kick")
	fails(exitUsage, "-n: write a whole number", "history", "-n", "x")
	fails(exitUsage, "flag provided but not defined: -fro", "mute", "-fro", "1h", "bob")
	fails(exitUsage, "the role must be member, moderator or administrator.", "role", "bob", "king")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	fails(exitFailed, "no server is running with the data in "+data, "bans")
	fails(exitUsage, "the role must be", "role", "bob", "king") // which needs no server to be wrong
	if code, _, errs := runCommand("bans", "-data", t.TempDir()); code != exitFailed || !strings.Contains(errs, "no server is running") {
		t.Errorf("without data it ends with %d: %q", code, errs)
	}
	if code, _, errs := runCommand("bans", "-data", datadir.Memory); code != exitUsage || !strings.Contains(errs, "memory") {
		t.Errorf("without data it ends with %d: %q", code, errs)
	}
}

// The last messages are not the last events: some are none, or are removed.
func TestReadShowsTheLastMessages(t *testing.T) {
	data := t.TempDir()
	s := serve(t, "-data", data)
	ann := s.come(t, "ann", newDevice(), "")
	ann.says("one")
	ann.says("two")
	slip := ann.says("a slip")
	if code, _, errs := runCommand("remove", "-data", data, strconv.FormatInt(slip.Seq, 10)); code != 0 {
		t.Fatal(errs)
	}
	for n, want := range map[string]string{"1": `^2  \S+ \S+  ann: two\n$`, "2": `^1  .* one\n2  .* two\n$`, "200": `^1  .* one\n2  .* two\n$`} {
		if code, out, errs := runCommand("history", "-data", data, "-n", n); code != 0 || !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("read -n %s ends with %d: %q %s, want %s", n, code, out, errs, want)
		}
	}
}

// Only the server's own key makes a console.
func TestNobodyElseIsTheConsole(t *testing.T) {
	data := t.TempDir() + "/data"
	s := serve(t, "-data", data)
	s.knock(t, hub.ConsoleName, newDevice(), "").isRefused("402")
	if got, err := s.reply(hub.ConsoleName); err != nil || got != "402" {
		t.Errorf("a guest gets %s, %v", got, err)
	}
	certificate, err := tls.LoadX509KeyPair(data+"/identity.pem", data+"/identity.pem")
	if err != nil {
		t.Fatal(err)
	}
	console := s.knock(t, hub.ConsoleName, certificate, "")
	console.hears("200 Registration successful")
	ann := s.come(t, "ann", newDevice(), "")
	ann.tells(wire.Who{})
	if p := next[*wire.Names](ann); len(p.Names) != 1 {
		t.Errorf("there are %+v, and the console is nobody", p)
	}
	console.isTold(wire.Say{Room: wire.Lobby, ID: "k1", Text: "I am the server"}, wire.ConsoleRooms)
	console.isTold(wire.Hello{}, wire.ConsoleRooms)
	console.isTold(wire.Pair{ID: "k2"}, wire.ConsoleRooms)
}

// What is copied is the whole server: its names, its key and what was said.
func TestABackupIsTheWholeServer(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, "-data", dir+"/data")
	device := newDevice()
	s.come(t, "alice", device, "").says("kept")
	if code, out, errs := runCommand("backup", "-data", dir+"/data", dir+"/copy"); code != 0 {
		t.Fatalf("backup ends with %d: %s %s", code, out, errs)
	}
	if code, _, errs := runCommand("backup", "-data", dir+"/data", dir+"/copy"); code != exitFailed || !strings.Contains(errs, "is left as it is") {
		t.Errorf("a second backup to the same place ends with %d: %s", code, errs)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("there are %v, %v, want the data and the copy", left, err)
	}
	if code, out, errs := runCommand("check", "-data", dir+"/copy"); code != 0 || !strings.Contains(out, "1 event in 1 room,") {
		t.Errorf("check ends with %d: %s %s", code, out, errs)
	}
	again := serve(t, "-data", dir+"/copy")
	alice := again.knock(t, "alice", device, "")
	if key := wire.Fingerprint(regexp.MustCompile(`#k=(\S{43})`).FindStringSubmatch(s.out.String())[1]); alice.serverKey() != key {
		t.Errorf("the copy is %s, and the server was %s", alice.serverKey(), key)
	}
	alice.hears("200 Registration successful")
	again.knock(t, "alice", newDevice(), "").isRefused("401")
	alice.tells(wire.Hello{})
	alice.tells(wire.History{Room: wire.Lobby, Limit: 5})
	if page := next[*wire.Page](alice); len(page.Events) != 1 {
		t.Errorf("the copy has %s", page.Events)
	}
}

// The bans and the audit log show the same end of a mute, in every call.
func TestTheBansAndTheAuditShowTheSameEnd(t *testing.T) {
	data := t.TempDir()
	serve(t, "-data", data)
	if code, _, errs := runCommand("mute", "-data", data, "-force", "-for", "90m", "zed"); code != 0 {
		t.Fatal(errs)
	}
	ends := map[string]bool{}
	for _, command := range []string{"bans", "bans", "audit"} {
		_, out, errs := runCommand(command, "-data", data)
		end := regexp.MustCompile(`  until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n`).FindStringSubmatch(out)
		if end == nil {
			t.Fatalf("%s says %q %s", command, out, errs)
		}
		ends[end[1]] = true
	}
	if len(ends) != 1 {
		t.Errorf("it ends at %v", ends)
	}
}

// A backup that cannot begin says what to do, in the person's own names.
func TestABackupToNowhereSaysWhatToDo(t *testing.T) {
	data := t.TempDir()
	serve(t, "-data", data)
	to := filepath.Join(t.TempDir(), "nowhere", "copy")
	code, out, errs := runCommand("backup", "-data", data, to)
	if code != exitFailed || out != "" || strings.Contains(errs, ".part") ||
		!strings.HasPrefix(errs, "confab-server backup: "+to+" cannot be made: ") || !strings.HasSuffix(errs, ". Name one in a folder that exists and that you may write to.\n") {
		t.Errorf("it ends with %d: %q %q", code, out, errs)
	}
}
