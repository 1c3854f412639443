package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// A talk is what is said, by the same people in the same words every time: few
// words often and many seldom, as people do (Zipf).
type talk struct {
	person *archive.Person
	random *rand.Rand
	word   *rand.Zipf
	who    *rand.Zipf
	seq    int64
	last   map[string]int64 // the place of the last message of each room
	events []session.Event  // that are not stored yet
}

func newTalk(p *archive.Person) *talk {
	random := rand.New(rand.NewPCG(1, 2))
	return &talk{
		person: p, random: random, last: map[string]int64{},
		word: rand.NewZipf(random, 1.1, 3, 60_000), who: rand.NewZipf(random, 1.2, 2, 200),
	}
}

// among has so many messages said in the lobby and in each of some rooms, in
// turns as they come in life, and all of it read.
func (t *talk) among(lobby, rooms, each int) error {
	names := []string{"lobby"}
	left := []int{lobby}
	for i := range rooms {
		names, left = append(names, fmt.Sprintf("room-%02d", i+1)), append(left, each)
	}
	for _, name := range names {
		t.events = append(t.events, session.Event{Room: &session.Room{Name: name, Members: 20, With: []string{}}})
	}
	for all := lobby + rooms*each; all > 0; all-- {
		n := t.random.IntN(all) // a room is as likely as there is left to say in it
		room := 0
		for n >= left[room] {
			n -= left[room]
			room++
		}
		left[room]--
		if err := t.say(names[room]); err != nil {
			return err
		}
	}
	if err := t.store(); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := t.person.Read(name, t.seq); err != nil {
			return err
		}
	}
	return t.person.SetShown("lobby")
}

func (t *talk) say(room string) error {
	t.seq++
	from := fmt.Sprintf("person%d", t.who.Uint64())
	prev := t.last[room]
	t.last[room] = t.seq
	c := wire.Content{Text: t.text()}
	t.events = append(t.events, session.Event{RoomEvent: &session.RoomEvent{
		Event: wire.Event{
			ID: fmt.Sprintf("m%d", t.seq), Seq: t.seq, Prev: prev, Room: room, From: from, Type: wire.MessageType, Body: wire.Encode(c),
			At: begin.Add(time.Duration(t.seq) * 20 * time.Second),
		},
		Content: c,
	}})
	if len(t.events) < atOnce {
		return nil
	}
	return t.store()
}

func (t *talk) store() error {
	_, err := t.person.Store(t.events)
	t.events = t.events[:0]
	return err
}

// text is 3 to 21 words, one time in fifty with a link.
func (t *talk) text() string {
	all := make([]string, 3+t.random.IntN(19))
	for i := range all {
		all[i] = spell(t.word.Uint64())
	}
	if t.random.IntN(50) == 0 {
		all = append(all, "https://example.com/"+all[0])
	}
	return strings.Join(all, " ")
}

// common are the most frequent words; further ones are made of syllables.
var (
	common = strings.Fields(`the of and to in is you that it he was for on are as with his they at be this have from or one had by word
		but not what all were we when your can said there use an each which she do how their if will up other about out many then them`)
	syllables = strings.Fields("ba com di fer ga hol in jo kan lo men no per qua re sta ter un vi wex yo zen")
)

func spell(n uint64) string {
	if n < uint64(len(common)) {
		return common[n]
	}
	var b strings.Builder
	for n += 100; n > 0; n /= uint64(len(syllables)) {
		b.WriteString(syllables[n%uint64(len(syllables))])
	}
	return b.String()
}
