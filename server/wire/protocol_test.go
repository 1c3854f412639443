package wire

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
)

// table returns the rows of the first table in PROTOCOL.md whose header begins
// with the given cells, without the back quotes around code.
func table(t *testing.T, header ...string) (rows [][]string) {
	t.Helper()
	b, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			if found {
				break
			}
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i, c := range cells {
			cells[i] = strings.Trim(c, " ")
		}
		switch {
		case found && !strings.HasPrefix(cells[0], "---"):
			rows = append(rows, cells)
		case strings.HasPrefix(strings.Join(cells, "|"), strings.Join(header, "|")):
			found = true
		}
	}
	if len(rows) == 0 {
		t.Fatalf("PROTOCOL.md has no table that begins with %q", header)
	}
	return rows
}

// code returns what stands in back quotes in a cell, with its escapes taken out.
func code(t *testing.T, cell string) string {
	t.Helper()
	_, rest, _ := strings.Cut(cell, "`")
	inside, _, ok := strings.Cut(rest, "`")
	if !ok {
		t.Fatalf("no code in the cell %q", cell)
	}
	return unescape(t, inside)
}

func unescape(t *testing.T, s string) string {
	t.Helper()
	u, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("%q is not escaped as PROTOCOL.md says: %v", s, err)
	}
	return u
}

func TestRepliesAreSpelledAsSpecified(t *testing.T) {
	want := []Reply{OK, Invalid, NameTaken, NameForbidden, NotAllowed, TooMany, Full, ShuttingDown}
	rows := table(t, "reply", "when")
	if len(rows) != len(want) {
		t.Fatalf("PROTOCOL.md has %d replies, want %d", len(rows), len(want))
	}
	for i, row := range rows {
		if got := code(t, row[0]); got != want[i].String() {
			t.Errorf("reply %d is %q in PROTOCOL.md and %q on the wire", i, got, want[i])
		}
		got, err := ParseReply(code(t, row[0]) + "\r")
		if err != nil || got != want[i] {
			t.Errorf("ParseReply gives %v, %v, want %v", got, err, want[i])
		}
	}
}

func TestFirstLinesAreAnsweredAsSpecified(t *testing.T) {
	for _, row := range table(t, "first line", "reply") {
		line := code(t, row[0])
		got := OK
		if _, err := ParseRegistration(line); err != nil && !errors.As(err, &got) {
			t.Errorf("%q: the error %v is no reply", line, err)
		}
		if strconv.Itoa(got.Code) != row[1] {
			t.Errorf("%q is answered with %v, want %s", line, got, row[1])
		}
	}
}

func TestNamesAreComparedAsSpecified(t *testing.T) {
	for _, row := range table(t, "one name", "another") {
		a, b := code(t, row[0]), code(t, row[1])
		same, want := NameKey(a) == NameKey(b), strings.HasPrefix(row[2], "the same")
		if same != want {
			t.Errorf("%q and %q: the same is %v, want %v", a, b, same, want)
		}
		for _, name := range []string{a, b} {
			if err := CheckName(name); err != nil {
				t.Errorf("%q is refused: %v", name, err)
			}
		}
	}
}

func TestAddressesAreReadAsSpecified(t *testing.T) {
	for _, row := range table(t, "address", "dials") {
		address, want := code(t, row[0]), ""
		if row[1] != "nothing" {
			want = code(t, row[1])
		}
		got, err := ParseAddress(address)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q gives %q, %v, want %q", address, got, err, want)
		}
		if err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("%q gives the error %v, which does not wrap ErrAddress", address, err)
		}
	}
}

func TestLimitsAreAsSpecified(t *testing.T) {
	b, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"512 bytes, 5 s", "| 65,536 bytes |", "1 to 32 characters"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("PROTOCOL.md lacks %q", want)
		}
	}
	if MaxFirstLine != 512 || MaxLine != 65536 || MaxName != 32 {
		t.Errorf("the limits are %d, %d and %d, want what PROTOCOL.md says: 512, 65536 and 32", MaxFirstLine, MaxLine, MaxName)
	}
}
