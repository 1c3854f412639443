package archive

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/backend/session"
)

// Limits of a query.
const (
	maxQuery = 1000 // bytes
	maxTerms = 40   // words, all together
	minBegun = 3    // characters of a word that may not be at its end
)

// What of a query cannot be understood, as the code of a Problem.
const (
	QueryLong  session.Code = "query-long"
	QueryTerms session.Code = "query-terms" // too many things to look for
	QueryWords session.Code = "query-words" // too many words to look for
	QueryFrom  session.Code = "query-from"  // nobody behind from:
	QueryIn    session.Code = "query-in"    // no room behind in:
	QueryHas   session.Code = "query-has"   // has: of what is not link: what
	QueryDay   session.Code = "query-day"   // no day behind operator; one is like day, a month like month
	QueryNot   session.Code = "query-not"   // a - in front of operator
)

// A term is words that stand one behind the other, or something else that a
// message has to be, or must not be.
type term struct {
	not   bool
	op    string   // "from", "in", "has" or empty
	value string   // of an op
	words []string // folded; of no op
	begun bool     // the last of them may go on
	typed literal  // all of it, if there are signs in it
	signs []string // the tags of those
	plain string   // typed, if it is of ASCII alone and without blanks
}

// A query is what a person looks for: all of the terms, from a time up to
// another one (milliseconds since 1970).
type query struct {
	folding
	terms        []term
	since, until int64
}

// The times of a query that says none.
const (
	always = -1 << 62
	never  = 1 << 62
)

// parse reads a query. Words all have to be there, in any form of their
// letters; the last one may be the beginning of one while it is being written.
// Where there are signs, as in c++ and ->, it has to be there as it was typed.
//
//	"one behind the other"   -not   from:NAME   in:ROOM   has:link
//	before:DAY   after:DAY   on:DAY    DAY is 2026-03-01, 2026-03, 2026, today or yesterday
//
// Neither before nor after has the DAY itself, whose beginning and end are
// those of a day here. Everything else that people write is words, also one of
// these with a blank behind its colon.
func parse(f folding, text string, now time.Time) (query, error) {
	q := query{folding: f, since: always, until: never}
	if len(text) > maxQuery {
		return q, session.NewProblem(QueryLong)
	}
	n := 0
	for rest := text; ; {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			return q, nil
		}
		var t term
		if behind, not := strings.CutPrefix(rest, "-"); not && behind != "" && !unicode.IsSpace(rune(behind[0])) && !strings.ContainsRune("-<=>", rune(behind[0])) {
			t.not, rest = true, behind
		}
		if t.op, rest = cutOp(rest); t.op != "" { // which has a value behind it
			var value string
			value, rest, _ = cutValue(rest)
			if err := q.add(t, strings.TrimSpace(value), now); err != nil {
				return q, err
			}
			if n++; n > maxTerms {
				return q, session.NewProblem(QueryTerms, "max", maxTerms)
			}
			continue
		}
		value, behind, quoted := cutValue(rest)
		rest = behind
		for w := range q.words(value) {
			t.words = append(t.words, w.fold)
		}
		if q.signs {
			t.typed, t.signs = literalOf(value), signTags(value)
			if isPlain(value) && strings.IndexFunc(value, unicode.IsSpace) < 0 {
				t.plain = strings.ToLower(value)
			}
		}
		if n += max(len(t.words), len(t.signs)); n > maxTerms {
			return q, session.NewProblem(QueryWords, "max", maxTerms)
		}
		if len(t.words) == 0 && t.typed == nil {
			continue
		}
		t.begun = rest == "" && !quoted && !t.not && t.mayGoOn(value)
		q.terms = append(q.terms, t)
	}
}

// mayGoOn reports whether value ends in a word that is long enough to look for
// others that begin with it.
func (t term) mayGoOn(value string) bool {
	all := letters(value)
	return len(t.words) > 0 && utf8.RuneCountInString(t.words[len(t.words)-1]) >= minBegun && all[len(all)-1].class == inWord
}

// ops are the words that mean something before a colon.
var ops = []string{"from", "in", "has", "before", "after", "on"}

// inRoom is the op of the room that is looked through, by its whole name: what
// people write behind in: may be several.
const inRoom = "in room"

func cutOp(s string) (op, rest string) {
	for _, op := range ops {
		if len(s) <= len(op) || s[len(op)] != ':' || !strings.EqualFold(s[:len(op)], op) {
			continue
		}
		if value := s[len(op)+1:]; strings.TrimLeftFunc(value, unicode.IsSpace) == value && value != "" {
			return op, value
		}
	}
	return "", s
}

const openQuotes, closeQuotes = "\"“”„«»", "\"“”«»"

// cutValue cuts off what stands in quotation marks, or up to a blank. Marks that
// nobody has closed hold everything.
func cutValue(s string) (value, rest string, quoted bool) {
	for _, open := range openQuotes {
		if behind, ok := strings.CutPrefix(s, string(open)); ok {
			value, rest, closed := cutAny(behind, closeQuotes)
			return value, rest, closed
		}
	}
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return s[:i], s[i:], false
	}
	return s, "", false
}

func cutAny(s, chars string) (before, after string, found bool) {
	i := strings.IndexAny(s, chars)
	if i < 0 {
		return s, "", false
	}
	for j := range s[i:] {
		if j > 0 {
			return s[:i], s[i+j:], true
		}
	}
	return s[:i], "", true
}

// add adds what stands behind one of the ops.
func (q *query) add(t term, value string, now time.Time) error {
	t.value = value
	switch t.op {
	case "from":
		if t.value = strings.TrimPrefix(value, "@"); t.value == "" {
			return session.NewProblem(QueryFrom)
		}
	case "in":
		if t.value = strings.TrimPrefix(value, "#"); t.value == "" {
			return session.NewProblem(QueryIn)
		}
	case "has":
		if f := fold(value); f != "link" && f != "links" {
			return session.NewProblem(QueryHas, "what", value)
		}
	default:
		return q.limit(t, now)
	}
	q.terms = append(q.terms, t)
	return nil
}

// limit takes before:, after: and on:.
func (q *query) limit(t term, now time.Time) error {
	begin, end, ok := period(t.value, now)
	switch {
	case !ok:
		return session.NewProblem(QueryDay, "operator", t.op, "day", now.Format(time.DateOnly), "month", now.Format("2006-01"))
	case t.not:
		return session.NewProblem(QueryNot, "operator", t.op)
	}
	if t.op != "after" {
		q.until = min(q.until, map[string]time.Time{"before": begin, "on": end}[t.op].UnixMilli())
	}
	if t.op != "before" {
		q.since = max(q.since, map[string]time.Time{"after": end, "on": begin}[t.op].UnixMilli())
	}
	return nil
}

// period reads a day, a month or a year, of now's place: from its first moment to
// the first one behind it.
func period(s string, now time.Time) (begin, end time.Time, ok bool) {
	first := func(y int, m time.Month, d int) time.Time { return firstMoment(y, m, d, now.Location()) }
	y, m, d := now.Date()
	switch strings.ToLower(s) {
	case "today":
		return first(y, m, d), first(y, m, d+1), true
	case "yesterday":
		return first(y, m, d-1), first(y, m, d), true
	}
	for layout, length := range map[string][3]int{time.DateOnly: {0, 0, 1}, "2006-01": {0, 1, 0}, "2006": {1, 0, 0}} {
		if day, err := time.Parse(layout, s); err == nil {
			y, m, d := day.Date()
			return first(y, m, d), first(y+length[0], m+time.Month(length[1]), d+length[2]), true
		}
	}
	return begin, end, false
}
