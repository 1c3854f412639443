package wire

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// ParseRequest reads a line of CHAT/2.0 without its line end and returns a
// pointer to one of the requests, with every member checked but for what only
// the server's state can tell. Unknown members are ignored, but for those of a
// message, which it passes on. The line is decoded once.
func ParseRequest(line []byte) (any, *Error) {
	if !utf8.Valid(line) {
		return nil, Refuse(BadText)
	}
	var kind, key string
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		switch string(m.plain()) {
		case "type":
			var isText bool
			if kind, isText = text(m.value); !isText && string(m.value) != "null" {
				return nil, Refuse(BadJSON)
			}
		case "id":
			key, _ = text(m.value)
		}
	}
	if !o.whole {
		return nil, Refuse(BadJSON)
	}
	about := func(e *Error) *Error {
		if len(kind) <= MaxID {
			e.Request = kind
		}
		if isID(key) {
			e.ID = key
		}
		return e
	}
	row := requestsByType[kind]
	switch {
	case row == nil && !json.Valid(line):
		return nil, Refuse(BadJSON)
	case row == nil:
		return nil, about(Refuse(UnknownType))
	}
	r := row.value()
	if err := json.Unmarshal(line, r); err != nil {
		if _, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, Refuse(BadJSON)
		}
		return nil, about(&Error{Code: BadMember, Text: "A member has the wrong type."})
	}
	if e := row.check(r); e != nil {
		return nil, about(e)
	}
	if say, ok := r.(*Say); ok {
		var bad *Error
		if say.Further, bad = further(line); bad != nil {
			return nil, about(bad)
		}
	}
	return r, nil
}

// Check returns what ParseRequest would say of a request's line, without
// writing and reading one; nil if nothing is wrong. What is not one of the
// requests is UnknownType.
func Check(request any) *Error {
	row := RequestOf(request)
	if row == nil {
		return Refuse(UnknownType)
	}
	r := row.value()
	members := reflect.ValueOf(r).Elem()
	members.Set(reflect.Indirect(reflect.ValueOf(request)))
	if bad := row.check(r); bad != nil {
		return bad
	}
	for i := range members.NumField() {
		if m := members.Field(i); m.Kind() == reflect.String && !utf8.ValidString(m.String()) { // JSON has no words for it
			return Refuse(BadText)
		}
	}
	return nil
}

// badMember says which member cannot be used, and in the text, to the author of
// a client, what is wrong with it.
func badMember(name, why string) *Error {
	return &Error{Code: BadMember, Params: With("member", name), Text: fmt.Sprintf("The member %s %s.", name, why)}
}

// first returns the first error there is.
func first(errs ...*Error) *Error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

// isID reports whether s can be an id: printable ASCII without blanks and
// without what JSON would have to escape.
func isID(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return s != "" && len(s) <= MaxID
}

func checkID(member, id string) *Error {
	if !isID(id) {
		return badMember(member, "is not an id: 1 to 64 printable ASCII characters")
	}
	return nil
}

// serverIDPrefix begins the ids that a server makes. A client cannot make
// one of these: an event with an id that the server is about to use would make it
// refuse another client's line.
const serverIDPrefix = "~"

// ServerID returns an id for an event whose client has not made one. It ends
// with 80 random bits, so that it cannot be known before the event. It begins with
// the time in milliseconds, as a UUIDv7 does: then the ids of events that are
// stored together are neighbours in the journal's index, which makes storing
// one twice as cheap.
func ServerID() string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], uint64(time.Now().UnixMilli())<<16)
	rand.Read(id[6:])
	return serverIDPrefix + idEncoding.EncodeToString(id[:])
}

// idEncoding keeps the order of what it encodes.
var idEncoding = base32.HexEncoding.WithPadding(base32.NoPadding)

// IsServerID reports whether an id is one that the server has made.
func IsServerID(id string) bool { return strings.HasPrefix(id, serverIDPrefix) }

// checkNewID accepts an id that a client has made.
func checkNewID(id string) *Error {
	if IsServerID(id) {
		return badMember("id", "begins with "+serverIDPrefix+", as those that the server makes do")
	}
	return checkID("id", id)
}

func checkRoom(room string) *Error {
	if !IsRoom(room) {
		return badMember("room", "is not the name of a room")
	}
	return nil
}

// checkText accepts what CHAT/1.0 accepts in a line, and line feeds.
func checkText(member, text string, most int) *Error {
	switch {
	case utf8.RuneCountInString(text) > most:
		return Refuse(TooLong, "member", member, "max", most)
	case strings.Count(text, "\n") >= MaxLines:
		return Refuse(TooManyLines, "member", member, "max", MaxLines)
	case CheckText([]byte(strings.ReplaceAll(text, "\n", " "))) != nil:
		return Refuse(BadText)
	}
	return nil
}

// checkSaid is checkText for a text that has to say something.
func checkSaid(text string) *Error {
	if IsBlank(text) {
		return badMember("text", "is empty or shows nothing")
	}
	return checkText("text", text, MaxLine)
}

func (r *Hello) check() *Error {
	if len(r.Rooms) > MaxRooms {
		return badMember("rooms", "has too many rooms")
	}
	for _, seq := range r.Rooms {
		if seq < 0 {
			return badMember("rooms", "has what is not a seq")
		}
	}
	return first(checkText("client", r.Client, MaxClient), checkLine("device", r.Device, MaxDevice))
}

func (r *Say) check() *Error {
	if r.ReplyTo != "" {
		if e := checkID("reply_to", r.ReplyTo); e != nil {
			return e
		}
	}
	if bad := first(checkRoom(r.Room), checkNewID(r.ID), checkFiles(r.Files)); bad != nil {
		return bad
	}
	if r.Text == "" && len(r.Files) > 0 {
		return nil
	}
	return checkSaid(r.Text)
}

func (r *Edit) check() *Error {
	return first(checkRoom(r.Room), checkNewID(r.ID), checkID("target", r.Target), checkSaid(r.Text))
}

func (r *Retract) check() *Error {
	return first(checkRoom(r.Room), checkNewID(r.ID), checkID("target", r.Target))
}

func (r *React) check() *Error {
	if !IsEmoji(r.Emoji) {
		return badMember("emoji", "is not one emoji")
	}
	return first(checkRoom(r.Room), checkNewID(r.ID), checkID("target", r.Target))
}

func (r *Open) check() *Error {
	if e := first(checkNewID(r.ID), checkTopic(r.Topic)); e != nil {
		return e
	}
	if !IsRoom(r.Room) || IsDirect(r.Room) {
		return badMember("room", "is not the name of a room: 1 to 64 small letters, digits, - or _")
	}
	return nil
}

func checkTopic(topic string) *Error { return checkLabel("topic", topic, MaxTopic) }

// checkLabel is checkLine for what has to show something unless it is empty.
func checkLabel(member, text string, most int) *Error {
	if text != "" && IsBlank(text) {
		return badMember(member, "shows nothing")
	}
	return checkLine(member, text, most)
}

// checkLine is checkText for a text of one line.
func checkLine(member, text string, most int) *Error {
	if strings.Contains(text, "\n") {
		return badMember(member, "has more than one line")
	}
	return checkText(member, text, most)
}

func (r *Join) check() *Error  { return first(checkRoom(r.Room), checkNewID(r.ID)) }
func (r *Leave) check() *Error { return first(checkRoom(r.Room), checkNewID(r.ID)) }
func (r *Topic) check() *Error {
	return first(checkRoom(r.Room), checkNewID(r.ID), checkTopic(r.Topic))
}

func (r *Invite) check() *Error {
	return first(checkRoom(r.Room), checkNewID(r.ID), checkName(r.Name))
}

func (r *Direct) check() *Error { return first(checkNewID(r.ID), checkName(r.Name)) }

func checkName(name string) *Error {
	if CheckHeld(name) != nil {
		return Refuse(NoName)
	}
	return nil
}

func (r *History) check() *Error {
	switch {
	case r.Before < 0 || r.After < 0 || r.Before > 0 && r.After > 0:
		return badMember("before", "and after are one or none, and a seq")
	case r.Limit < 1 || r.Limit > MaxPage:
		return badMember("limit", fmt.Sprintf("is from 1 to %d", MaxPage))
	}
	return checkRoom(r.Room)
}

func (r *Read) check() *Error {
	if r.Seq < 0 {
		return badMember("seq", "is not a seq")
	}
	return checkRoom(r.Room)
}

func (r *Typing) check() *Error { return checkRoom(r.Room) }

func (r *Who) check() *Error {
	switch {
	case len(r.After) > maxAfter:
		return badMember("after", "is not a name")
	case r.Limit < 0 || r.Limit > MaxWho:
		return badMember("limit", fmt.Sprintf("is from 1 to %d", MaxWho))
	case r.Room == "":
		return nil
	}
	return checkRoom(r.Room)
}

func (r *Rooms) check() *Error {
	switch {
	case r.After != "" && !IsRoom(r.After):
		return badMember("after", "is not the name of a room")
	case r.Limit < 1 || r.Limit > MaxList:
		return badMember("limit", fmt.Sprintf("is from 1 to %d", MaxList))
	}
	return first(checkNewID(r.ID), checkText("search", r.Search, MaxSearch))
}

// maxAfter is how many bytes the name has at most behind which a page begins.
const maxAfter = 4 * MaxName

func (r *Ping) check() *Error {
	if r.ID != "" && !isID(r.ID) {
		return badMember("id", "is 1 to 64 printable ASCII characters")
	}
	return nil
}

func (r *Quit) check() *Error { return nil }
