package check

import (
	"regexp"
	"strings"
	"testing"
)

// limits are the figures of PROTOCOL.md that packages other than server/wire
// have: the row, its figure, and the constant in its file. The tests of
// server/wire compare those of that package.
var limits = []struct{ limit, figure, file, constant string }{
	{"time for the first line and the TLS handshake", "5 s", "server/gate/gate.go", "firstLineIn = 5 * time.Second"},
	{"connections that have not sent their first line", "256", "server/gate/gate.go", "maxPending = 256"},
	{"connections of one address at a time (`-max-per-address`)", "64", "server/config.go", `"max-per-address", 64,`},
	{"new connections of one address per minute (`-max-conn-rate`)", "64", "server/config.go", `"max-conn-rate", 64,`},
	{"registered clients (`-max-clients`)", "no limit", "server/config.go", `"max-clients", 0,`},
	{"a client's certificate", "4 KiB", "server/gate/tls.go", "maxCertificate = 4 << 10"},
	{"line of CHAT/1.0 and CHAT/1.1 from the server", "1,200 bytes", "server/chat1/chat1.go", "MaxSaid = 1200"},
	{"bytes waiting for a slow client (`-send-queue`)", "262,144 bytes", "server/config.go", `"send-queue", 256<<10,`},
	{"time that they may wait", "10 s", "server/main.go", "maxAge = 10 * time.Second"},
	{"time that received lines are still processed when nothing can be written to the client", "10 s", "server/main.go", "maxAge = 10 * time.Second"},
	{"time until `hello`", "5 s", "server/hub/reader.go", "helloIn = 5 * time.Second"},
	{"time without a line in CHAT/2.0", "75 s", "server/hub/reader.go", "silentFor = 75 * time.Second"},
	{"time after which TCP detects a client that has left the network", "75 s", "server/gate/gate.go", "goneAfter = aliveIdle + aliveTries*aliveEvery"},
	{"time that the server waits for a guest whose connection was lost", "75 s", "server/hub/guests.go", "guestGrace = silentFor"},
	{"bytes of one room that `hello` brings", "262,144 bytes", "server/hub/reading.go", "maxBacklog = 256 << 10"},
	{"time that an invitation to the server is valid", "72 hours", "server/accounts/invite.go", "inviteFor = 72 * time.Hour"},
	{"time that an invitation for a device is valid", "5 minutes", "server/accounts/invite.go", "pairFor = 5 * time.Minute"},
	{"time between two `presence`", "1 s", "server/hub/presence.go", "presenceEvery = time.Second"},
	{"time to write what waits at a shutdown", "3 s", "server/hub/hub.go", "flushFor = 3 * time.Second"},
}

func TestLimitsOfAllPackagesAreAsSpecified(t *testing.T) {
	protocol := read(t, "server/wire/PROTOCOL.md")
	blanks := regexp.MustCompile(`\s+`)
	for _, l := range limits {
		if row := "| " + l.limit + " | " + l.figure + " |"; !strings.Contains(protocol, row) {
			t.Errorf("PROTOCOL.md lacks %q", row)
		}
		if !strings.Contains(blanks.ReplaceAllString(read(t, l.file), " "), l.constant) {
			t.Errorf("%s has no %q any more: PROTOCOL.md says %s for the %s", l.file, l.constant, l.figure, l.limit)
		}
	}
}
