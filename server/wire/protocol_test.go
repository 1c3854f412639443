package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
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
	want := []Reply{Wait, OK, Invalid, NameTaken, NameForbidden, Banned, RegistrationClosed, InvitationNeeded, LinkExpired, LinkOfAnother,
		InvitationVoid, NotConfirmed, AskedLater, NameFull, DeviceFull, TLSNeeded, TooMany, BadCertificate, Full, Unready, ShuttingDown}
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
		is := "different"
		switch {
		case NameKey(a) == NameKey(b):
			is = "the same"
		case Confusable(a, b):
			is = "alike"
		}
		if want, _, _ := strings.Cut(row[2], " ("); is != want {
			t.Errorf("%q and %q are %s, want %s", a, b, is, want)
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
		address, want := code(t, row[0]), Link{}
		if row[1] != "nothing" {
			want.Address = code(t, row[1])
			if row[2] != "" {
				want.Key = Fingerprint(code(t, row[2]))
			}
			if row[3] != "" {
				want.Token = code(t, row[3])
			}
		}
		got, err := ParseLink(address)
		if got != want || (err != nil) != (want.Address == "") {
			t.Errorf("%q gives %+v, %v, want %+v", address, got, err, want)
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
	for _, want := range []string{"512 bytes, 5 s", "| 65,536 bytes |", "1 to 32 characters", "133,120 bytes (wire.MaxSent)", "newest 500", "up to 1,000 lines", "1 to 200", "at most 1,200 bytes", fmt.Sprintf("| different reactions on a message, reactions of one person on it | %d, %d |", MaxKinds, MaxReactions)} {
		if !strings.Contains(string(b), want) {
			t.Errorf("PROTOCOL.md lacks %q", want)
		}
	}
	if MaxSent != 133120 || MaxResume != 500 || MaxLines != 1000 || MaxPage != 200 {
		t.Errorf("the limits of CHAT/2.0 are %d, %d, %d and %d, want what PROTOCOL.md says: 133120, 500, 1000 and 200", MaxSent, MaxResume, MaxLines, MaxPage)
	}
	if MaxFirstLine != 512 || MaxLine != 65536 || MaxName != 32 {
		t.Errorf("the limits are %d, %d and %d, want what PROTOCOL.md says: 512, 65536 and 32", MaxFirstLine, MaxLine, MaxName)
	}
}

// strictly reads a JSON object into v, which must have all of its members.
func strictly(t *testing.T, text string, v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}

// typed takes the type out of an example.
func typed(t *testing.T, text string) (kind, rest string) {
	t.Helper()
	kind, rest, ok := strings.Cut(strings.TrimPrefix(text, `{"type":"`), `"`)
	if !ok {
		t.Fatalf("%s has no type", text)
	}
	return kind, "{" + strings.TrimPrefix(rest, ",")
}

func TestRequestsAreAsSpecified(t *testing.T) {
	rows := table(t, "request", "what it asks for")
	if len(rows) != len(Requests()) {
		t.Fatalf("PROTOCOL.md has %d requests, and the registry %d", len(rows), len(Requests()))
	}
	for i, row := range rows {
		example := code(t, row[0])
		kind, rest := typed(t, example)
		if want := Requests()[i].Type; kind != want {
			t.Errorf("request %d is %s in PROTOCOL.md and %s in the registry", i, kind, want)
		}
		r, bad := ParseRequest([]byte(example))
		if bad != nil {
			t.Errorf("%s is refused: %v", example, bad)
			continue
		}
		strictly(t, rest, r)
		if RequestOf(r).Type != kind {
			t.Errorf("%s is a %s", example, RequestOf(r).Type)
		}
		// The example has every member that there is.
		members := 0
		for i := range reflect.TypeOf(r).Elem().NumField() {
			if reflect.TypeOf(r).Elem().Field(i).Tag.Get("json") != "-" {
				members++
			}
		}
		if n := strings.Count(strings.ReplaceAll(rest, `"lobby":1041`, ""), `":`); n != members {
			t.Errorf("%s has %d members, want all %d", example, n, members)
		}
	}
}

func TestEventsAreAsSpecified(t *testing.T) {
	rows := table(t, "event", "what it has besides")
	if len(rows) != len(Events()) {
		t.Fatalf("PROTOCOL.md has %d events, and the registry %d", len(rows), len(Events()))
	}
	found := map[string]string{}
	for _, row := range rows {
		kind, rest := typed(t, code(t, row[0]))
		found[kind] = rest
	}
	for _, k := range Events() {
		rest, ok := found[k.Type]
		if !ok {
			t.Errorf("PROTOCOL.md lacks the event %s", k.Type)
			continue
		}
		body := k.Body()
		strictly(t, rest, body)
		if got := string(Encode(body)); got != rest {
			t.Errorf("the body of %s is %s, want %s", k.Type, got, rest)
		}
	}
}

func TestAnswersAreAsSpecified(t *testing.T) {
	rows := table(t, "answer", "when")
	if len(rows) != len(Answers()) {
		t.Fatalf("PROTOCOL.md has %d answers, and the registry %d", len(rows), len(Answers()))
	}
	for i, row := range rows {
		example := code(t, row[0])
		kind, rest := typed(t, example)
		k := Answers()[i]
		if k.Type != kind {
			t.Errorf("answer %d is %s in PROTOCOL.md and %s in the registry", i, kind, k.Type)
		}
		answer := k.Value()
		strictly(t, rest, answer)
		if got := strings.TrimSpace(string(AppendAnswer(nil, answer))); got != example {
			t.Errorf("%s is %s, want %s", kind, got, example)
		}
		heard, err := ParseAnswer([]byte(example))
		if err != nil || !reflect.DeepEqual(heard, answer) {
			t.Errorf("%s is heard as %+v, %v, want %+v", example, heard, err, answer)
		}
	}
}

func TestCodesAreAsSpecified(t *testing.T) {
	for header, want := range map[string][]Code{
		"error": ErrorCodes,
		"bye":   ByeCodes,
	} {
		var got []Code
		for _, row := range table(t, header, "is") {
			got = append(got, Code(code(t, row[0])))
		}
		if !slices.Equal(got, want) {
			t.Errorf("the codes of %s are %v in PROTOCOL.md and %v on the wire", header, got, want)
		}
	}
}
