package main

import (
	"bytes"
	"crypto/tls"
	"os"
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
	does(`(?m)^\d+  \S+ \S+  bob: first line\n    second line$`, "read")
	does(`^Done\.\n$`, "mute", "-for", "90m", "bob", "too", "loud")
	if st := next[*wire.Standing](bob); st.Reason != "too loud" {
		t.Errorf("bob is told %+v", st)
	}
	does(`server  mute  bob  until \S+  too loud`, "bans")
	does(`^Done\.\n$`, "remove", "1", "not", "here")
	if e := next[*wire.Event](bob); e.Type != wire.RemoveType || e.From != "server" || !strings.Contains(string(e.Body), said.Key) {
		t.Errorf("bob hears %+v", e)
	}
	does(`^There are no messages in lobby\.\n$`, "read")
	does(`^Done\.\n$`, "pardon", "bob") // who is muted opens no room
	if st := next[*wire.Standing](bob); st.Muted {
		t.Errorf("bob is told %+v", st)
	}
	bob.tells(wire.Open{Room: "tea", Key: bob.key(), Private: true})
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
	fails(exitFailed, "This room doesn't exist or is private.", "close-room", "tea")
	fails(exitFailed, "Everyone is in the lobby.", "close-room", "lobby")
	fails(exitUsage, "usage: confab-server close-room [-data folder] ROOM [REASON]", "close-room")
	does(`server  close-room  tea  too loud`, "audit", "-n", "1")
	does(`^Done\.\n$`, "role", "bob", "member")
	does(`^Done\.\n$`, "close")
	does(`^Registration is closed\.\n`, "bans")
	does(`^Done\.\n$`, "open")
	does(`^Done\.\n$`, "ban", "192.0.2.7", "a", "flood")
	does(`^Done\.\n$`, "pardon", "192.0.2.7")
	does(`^Done\.\n$`, "kick", "bob", "good night")
	bob.isPutOut(wire.ByeKicked, "good night")
	does(`^Done\.\n$`, "release", "bob")
	audit := does(``, "audit", "-n", "3")
	if strings.Count(audit, "\n") != 3 || !strings.Contains(audit, "server  release  bob") {
		t.Errorf("the audit is %q", audit)
	}
	if strings.Contains(does(``, "audit", "-n", "1000")+s.out.String(), link.Token) {
		t.Error("the token stands in the audit or the log")
	}
	fails(exitFailed, "Nobody is using this name. To apply it to future guests, add -force.", "mute", "zed")
	fails(exitFailed, "Nobody is using this name.", "ban", "zed")
	if log := does(``, "audit", "-n", "1"); strings.Contains(log, "zed") {
		t.Errorf("what was not done is in the audit: %q", log)
	}
	does(`^Done\.\n$`, "mute", "zed", "-for", "2d", "-force", "too", "loud") // flags stand where they will
	does(`server  mute  zed  until \S+  too loud`, "bans")
	fails(exitUsage, "write it in minutes, hours or days", "mute", "-for", "-1h", "zed")
	fails(exitUsage, "write it in minutes, hours or days", "mute", "-for", "0", "zed")
	fails(exitUsage, "write it in minutes, hours or days", "mute", "-for", "4000d", "zed")
	fails(exitFailed, "999.1.1.1 is no IP address", "ban", "999.1.1.1")
	fails(exitFailed, "10.0.0.0/8 is no IP address", "ban", "10.0.0.0/8")
	fails(exitUsage, "usage: confab-server open [-data folder]", "open", "now")
	if code, out, errs := runCommand("bna", "-data", data); code != exitUsage || out != "" || !strings.Contains(errs, `there is no command "bna", only audit, backup, ban, `) {
		t.Errorf("an unknown command ends with %d: %s %s", code, out, errs)
	}
	if code, out, _ := runCommand("ban", "-help"); code != 0 || !strings.HasPrefix(out, "usage: confab-server ban [-data folder] [-for 24h] [-force] NAME|ADDRESS [REASON]\n") {
		t.Errorf("help of a command ends with %d: %s", code, out)
	}
	fails(exitFailed, "No account has this name.", "role", "nobodyhere", "moderator")
	fails(exitFailed, "No one with this name is online.", "kick", "nobodyhere")
	fails(exitFailed, "there is no message 77 in lobby.", "remove", "77")
	fails(exitUsage, "usage: confab-server remove [-data folder] [-room lobby] NUMBER [REASON]", "remove", "one")
	fails(exitUsage, "usage: confab-server ban", "ban")
	fails(exitUsage, "-n: write a whole number", "read", "-n", "x")
	fails(exitUsage, "flag provided but not defined: -fro", "mute", "-fro", "1h", "bob")
	fails(exitFailed, "the role must be member, moderator or administrator.", "role", "bob", "king")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	fails(exitFailed, "no server is running with the data in "+data, "bans")
	if code, _, errs := runCommand("bans", "-data", t.TempDir()); code != exitFailed || !strings.Contains(errs, "no server is running") {
		t.Errorf("without data it ends with %d: %q", code, errs)
	}
	if code, _, errs := runCommand("bans", "-data", inMemory); code != exitUsage || !strings.Contains(errs, "memory") {
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
		if code, out, errs := runCommand("read", "-data", data, "-n", n); code != 0 || !regexp.MustCompile(want).MatchString(out) {
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
	if p := next[*wire.Present](ann); len(p.Names) != 1 {
		t.Errorf("there are %+v, and the console is nobody", p)
	}
	console.isTold(wire.Say{Room: wire.Lobby, Key: "k1", Text: "I am the server"}, wire.ConsoleRooms)
	console.isTold(wire.Hello{}, wire.ConsoleRooms)
	console.isTold(wire.Pair{Key: "k2"}, wire.ConsoleRooms)
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
