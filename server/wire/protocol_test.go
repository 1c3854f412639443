package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// table returns the rows of all tables in PROTOCOL.md whose headers begin with
// the given cells, in their order.
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
			found = false
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
	figures := map[string]string{}
	for _, row := range table(t, "limit", "figure") {
		if _, twice := figures[row[0]]; twice {
			t.Errorf("PROTOCOL.md has the limit %q twice", row[0])
		}
		figures[row[0]] = row[1]
	}
	for limit, want := range map[string]any{
		"first line": fmt.Sprintf("%d bytes", MaxFirstLine),
		"line from a client, without its line end (`-max-line`)":      thousands(MaxLine) + " bytes",
		"line of CHAT/2.0 from the server, except an event":           thousands(MaxLine) + " bytes",
		"event from the server":                                       thousands(MaxSent) + " bytes",
		"lines of one user per second (`-rate`)":                      Rate,
		"lines of one user at once (`-burst`)":                        Burst,
		"characters of a name":                                        MaxName,
		"characters of an invitation":                                 maxToken,
		"bytes of an `id`, of a `ping`, too":                          MaxID,
		"characters of the name of a room":                            MaxRoom,
		"characters of a text":                                        MaxLine,
		"lines of a text":                                             MaxLines,
		"files of a message":                                          MaxFiles,
		"bytes of the name of a file":                                 MaxFileName,
		"bytes of the type of a file":                                 MaxFileType,
		"characters of the description of a picture":                  MaxAlt,
		"characters of a topic":                                       MaxTopic,
		"characters of `client`":                                      MaxClient,
		"characters of the name of a device":                          MaxDevice,
		"characters of a reason":                                      MaxReason,
		"bytes of an emoji":                                           MaxEmoji,
		"minutes of a mute or ban":                                    MaxMinutes,
		"rooms that `hello` names":                                    MaxRooms,
		"events of one room that `hello` brings":                      MaxResume,
		"`limit` of `history`":                                        MaxPage,
		"`limit` of `who`":                                            MaxWho,
		"`limit` of `audit` and `sanctions`":                          MaxEntries,
		"`limit` of `rooms`":                                          MaxList,
		"characters of `search`":                                      MaxSearch,
		"bytes of `after` of `who`":                                   maxAfter,
		"characters of the address of a ban":                          maxAddress,
		"rooms that a user is in, except `lobby` and direct messages": MaxRooms,
		"rooms that an account has opened and that exist, except direct messages":                                        MaxOpened,
		"rooms that the guests of one address have opened and that exist":                                                MaxGuestOpened,
		"rooms that the accounts of one address have opened since the server started and that exist":                     MaxFromAddress,
		"direct messages that an account has opened":                                                                     MaxDirects,
		"direct messages that an account opens within 24 hours":                                                          MaxDirectsADay,
		"members of a room, except `lobby`":                                                                              MaxMembers,
		"rooms of the server, except direct messages":                                                                    MaxServerRooms,
		"invitations to rooms that wait for one user":                                                                    MaxOffers,
		"invitations to rooms from one user to another, those that wait and those made within 24 hours and not accepted": MaxOffersFrom,
		"invitations to rooms for one user that are made from one address within 24 hours, since the server started":     MaxOffersThere,
		"time that an invitation to a room waits":                                                                        fmt.Sprintf("%d days", OfferFor/(24*time.Hour)),
		"time until a declined invitation can be repeated":                                                               fmt.Sprintf("%d hours", DeclinedFor/time.Hour),
		"users that a user blocks":                                                                                       MaxBlocked,
		"different reactions on a message":                                                                               MaxKinds,
		"reactions of one user on a message":                                                                             MaxReactions,
		"pinned messages of a room":                                                                                      MaxPins,
		"devices of an account":                                                                                          MaxDevices,
		"names of a device":                                                                                              MaxNames,
	} {
		if n, ok := want.(int); ok {
			want = thousands(n)
		}
		if figures[limit] != want {
			t.Errorf("the limit %q is %q in PROTOCOL.md and %q in the code", limit, figures[limit], want)
		}
	}
}

// thousands writes a number as PROTOCOL.md does.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
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

var quoted = regexp.MustCompile("`([^`]+)`")

// needs returns what a client has to be for a request, as PROTOCOL.md writes it.
func needs(k *RequestKind) string {
	var all []string
	for _, n := range []struct {
		is   Needs
		word string
	}{{NeedsMember, "`member`"}, {NeedsAccount, "`account`"}, {NeedsRole, "`role`"}} {
		if k.Has(n.is) {
			all = append(all, n.word)
		}
	}
	return strings.Join(all, ", ")
}

// Every error is the answer to some request.
func TestEveryErrorHasARequest(t *testing.T) {
	text := ""
	for _, row := range table(t, "request", "effect") {
		text += row[4]
	}
	for _, row := range table(t, "because", "errors") {
		text += row[1]
	}
	for _, row := range table(t, "action", "effect") {
		text += row[3]
	}
	for _, c := range ErrorCodes {
		if !strings.Contains(text, "`"+string(c)+"`") {
			t.Errorf("PROTOCOL.md does not say which requests are answered with %s", c)
		}
	}
}

func TestRequestsAreAsSpecified(t *testing.T) {
	rows := table(t, "request", "effect")
	if len(rows) != len(Requests()) {
		t.Fatalf("PROTOCOL.md has %d requests, and the registry %d", len(rows), len(Requests()))
	}
	seen := map[string]bool{}
	for _, row := range rows {
		example := code(t, row[0])
		kind, rest := typed(t, example)
		if seen[kind] {
			t.Errorf("PROTOCOL.md has the request %s twice", kind)
		}
		seen[kind] = true
		r, bad := ParseRequest([]byte(example))
		if bad != nil {
			t.Errorf("%s is refused: %v", example, bad)
			continue
		}
		strictly(t, rest, r)
		if RequestOf(r).Type != kind {
			t.Errorf("%s is a %s", example, RequestOf(r).Type)
		}
		if want := needs(RequestOf(r)); row[2] != want {
			t.Errorf("%s needs %s in PROTOCOL.md and %s in the registry", kind, row[2], want)
		}
		for _, answer := range quoted.FindAllStringSubmatch(row[3], -1) {
			if eventsByType[answer[1]] == nil && answersByType[answer[1]] == nil {
				t.Errorf("PROTOCOL.md answers %s by %s, which is neither an event nor a response", kind, answer[1])
			}
		}
		for _, bad := range quoted.FindAllStringSubmatch(row[4], -1) {
			if !slices.Contains(ErrorCodes, Code(bad[1])) {
				t.Errorf("PROTOCOL.md answers %s with the error %s, which does not exist", kind, bad[1])
			}
		}
		// The example has every member that there is.
		members := 0
		for i := range reflect.TypeOf(r).Elem().NumField() {
			if reflect.TypeOf(r).Elem().Field(i).Tag.Get("json") != "-" {
				members++
			}
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal([]byte(rest), &all); err != nil || len(all) != members {
			t.Errorf("%s has %d members, want all %d: %v", example, len(all), members, err)
		}
	}
}

func TestEventsAreAsSpecified(t *testing.T) {
	rows := table(t, "event", "its own members")
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
	rows := table(t, "response", "sent when")
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
		"error":   ErrorCodes,
		"goodbye": ByeCodes,
	} {
		var got []Code
		for _, row := range table(t, header, "meaning") {
			got = append(got, Code(code(t, row[0])))
		}
		if !slices.Equal(got, want) {
			t.Errorf("the codes of %s are %v in PROTOCOL.md and %v on the wire", header, got, want)
		}
	}
}
