package wire

import (
	"fmt"
	"reflect"
	"slices"
)

// A RequestKind is a row of the requests.
type RequestKind struct {
	Type  string // as it stands on the wire
	Class Class
	Needs Needs

	value func() any // a pointer to a new one
	check func(request any) *Error
	id    int // which member of the struct is the id; -1 is none
	room  int // which is the room's name; -1 is none
	first int // which is First; -1 is none
}

// An EventKind is a row of the events.
type EventKind struct {
	Type  string
	Class Class

	body func() any // a pointer to a new one
}

// An AnswerKind is a row of the answers.
type AnswerKind struct {
	Type string

	value func() any // a pointer to a new one
	id    int        // which member of the struct is the id of a request; -1 is none
}

// The rows by what stands on the wire, and by the structs.
var (
	requestsByType = index(requestKinds, func(k *RequestKind) string { return k.Type })
	requestsByGo   = index(requestKinds, func(k *RequestKind) reflect.Type { return reflect.TypeOf(k.value()) })
	eventsByType   = index(eventKinds, func(k *EventKind) string { return k.Type })
	answersByType  = index(answerKinds, func(k *AnswerKind) string { return k.Type })
	answersByGo    = index(answerKinds, func(k *AnswerKind) reflect.Type { return reflect.TypeOf(k.value()) })
)

func request[T any](kind string, class Class, needs Needs, check func(*T) *Error) *RequestKind {
	row := &RequestKind{Type: kind, Class: class, Needs: needs, value: func() any { return new(T) }, id: idIn[T](), room: memberIn[T]("Room"), first: memberIn[T]("First")}
	if class == Control { // the id of a ping is no event's
		row.id = -1
	}
	row.check = func(r any) *Error {
		if row.First(r) < 0 {
			return badMember("first", "is not a seq")
		}
		return check(r.(*T))
	}
	return row
}

// idIn returns which member of a struct is the id; -1 is none.
func idIn[T any]() int { return memberIn[T]("ID") }

// memberIn returns which member of a struct has a name; -1 is none.
func memberIn[T any](name string) int {
	if member, ok := reflect.TypeFor[T]().FieldByName(name); ok {
		return member.Index[0]
	}
	return -1
}

// textOf returns a member of a struct or of what a pointer leads to, which is a string.
func textOf(value any, member int) string {
	if member < 0 {
		return ""
	}
	return reflect.Indirect(reflect.ValueOf(value)).Field(member).String()
}

func event[T any](kind string, class Class) *EventKind {
	return &EventKind{kind, class, func() any { return new(T) }}
}

func answer[T any](kind string) *AnswerKind {
	return &AnswerKind{kind, func() any { return new(T) }, idIn[T]()}
}

// index finds the rows by something that each has for itself.
func index[K comparable, R any](rows []R, by func(R) K) map[K]R {
	found := make(map[K]R, len(rows))
	for _, row := range rows {
		found[by(row)] = row
	}
	if len(found) < len(rows) {
		panic(fmt.Sprintf("wire: two rows are the same: %v", found))
	}
	return found
}

// Requests returns the rows of the requests, in the order of the registry.
func Requests() []*RequestKind { return slices.Clone(requestKinds) }

// Events returns the rows of the events, in the order of the registry.
func Events() []*EventKind { return slices.Clone(eventKinds) }

// Answers returns the rows of the answers, in the order of the registry.
func Answers() []*AnswerKind { return slices.Clone(answerKinds) }

// RequestOf returns the row of a request, which is one of the structs or a
// pointer to one; nil for anything else.
func RequestOf(request any) *RequestKind { return rowOf(requestsByGo, request) }

// AnswerOf is RequestOf for an answer.
func AnswerOf(answer any) *AnswerKind { return rowOf(answersByGo, answer) }

func rowOf[R any](rows map[reflect.Type]R, value any) (row R) {
	t := reflect.TypeOf(value)
	if t == nil {
		return row
	}
	if t.Kind() != reflect.Pointer {
		t = reflect.PointerTo(t)
	}
	return rows[t]
}

// ClassOf returns what an event of a type changes; 0 for one that this program
// does not know.
func ClassOf(event string) Class {
	if k := eventsByType[event]; k != nil {
		return k.Class
	}
	return 0
}

// Value returns a pointer to an empty request of the kind.
func (k *RequestKind) Value() any { return k.value() }

// Has reports whether a request of the kind has all of these needs.
func (k *RequestKind) Has(needs Needs) bool { return k.Needs&needs == needs }

// ID returns the id of a request of the kind; empty if the kind has none.
func (k *RequestKind) ID(request any) string { return textOf(request, k.id) }

// Room returns the name of the room that a request of the kind is about; empty
// if it names none.
func (k *RequestKind) Room(request any) string { return textOf(request, k.room) }

// First returns what WithFirst has put into a request of the kind; 0 for nothing.
func (k *RequestKind) First(request any) int64 {
	if k.first < 0 {
		return 0
	}
	return reflect.Indirect(reflect.ValueOf(request)).Field(k.first).Int()
}

// WithFirst returns a request of the kind, by value, that is for one room alone
// among those that have had its name, one after the other: the one that had begun
// at seq, which is that of any event of the room. 0 is for whichever has the name.
// A kind that names no room, or makes one, is returned as it is.
func (k *RequestKind) WithFirst(request any, seq int64) any {
	r := reflect.New(reflect.Indirect(reflect.ValueOf(request)).Type()).Elem()
	r.Set(reflect.Indirect(reflect.ValueOf(request)))
	if k.first >= 0 {
		r.Field(k.first).SetInt(seq)
	}
	return r.Interface()
}

// HasID reports whether requests of the kind have an id.
func (k *RequestKind) HasID() bool { return k.id >= 0 }

// Body returns a pointer to an empty body of an event of the kind.
func (k *EventKind) Body() any { return k.body() }

// Value returns a pointer to an empty answer of the kind.
func (k *AnswerKind) Value() any { return k.value() }

// ID returns the id of the request that an answer of the kind is to; empty if
// it names none.
func (k *AnswerKind) ID(answer any) string { return textOf(answer, k.id) }
