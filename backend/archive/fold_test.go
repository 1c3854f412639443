package archive

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"confab/backend/session"
	"confab/backend/text"
	"confab/build/repeat"
	"confab/server/wire"
)

func TestARowIsWhatHasBecomeOfAMessage(t *testing.T) {
	d := newDiary(t)
	d.store(
		d.change("lobby", "bob", wire.JoinType, "", ""),
		d.say("lobby", "bob", "lunch?"),
		d.answer("lobby", "alice", "soon", "m2"),
		d.change("lobby", "bob", wire.EditType, "m2", "@Alice lunch at one?"),
		d.change("lobby", "alice", wire.ReactType, "m2", "👍"),
		d.change("lobby", "eve", wire.ReactType, "m2", "👍"),
		d.change("lobby", "eve", wire.ReactType, "m2", "🎉"),
		d.unreact("lobby", "eve", "m2", "🎉"),
		d.say("lobby", "eve", "spam"),
		d.change("lobby", "ann", wire.RemoveType, "m9", "it is spam"),
		d.say("lobby", "bob", "never mind"),
		d.change("lobby", "bob", wire.RetractType, "m11", ""),
		d.answer("lobby", "alice", "what?", "m9"),
		d.answer("lobby", "alice", "what?", "m404"),
		d.change("lobby", "bob", "dance", "m2", ""), // of a newer protocol
		d.change("tea", "bob", wire.OpenType, "", "leaves"),
	)
	want := []string{
		"1 bob join",
		"2 bob: @Alice lunch at one? (edited) 👍[alice eve]own !",
		"3 alice: soon re 2 bob: @Alice lunch at one? (edited)",
		"9 eve:  (removed by ann it is spam)",
		"11 bob:  (retracted)",
		"13 alice: what? re 9 eve:  (removed)",
		"14 alice: what?",
	}
	if got := lines(d.page(Ask{}).Rows); !slices.Equal(got, want) {
		t.Errorf("the rows are\n%q, want\n%q", got, want)
	}
	if got := lines(d.page(Ask{Room: "tea"}).Rows); !slices.Equal(got, []string{"16 bob openleaves"}) {
		t.Errorf("the rows of tea are %q", got)
	}
}

// Somebody who puts every emoji that there is under a message does not have it
// told with all of them to every window, each time.
func TestAMessageHasAFewKindsOfReactions(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "bob", "hi"))
	var last []Row
	for i := range 3 * maxKinds {
		last = d.store(d.change("lobby", "eve", wire.ReactType, "m1", string(rune(0x1F600+i)))).Rows
	}
	last = append(last, d.store(d.change("lobby", "ann", wire.ReactType, "m1", string(rune(0x1F600)))).Rows...)
	for _, row := range last {
		if len(row.Reactions) != maxKinds || row.Reactions[0].Emoji != string(rune(0x1F600)) {
			t.Errorf("it has %d kinds of reactions, the first of them %+v, want %d", len(row.Reactions), row.Reactions[0], maxKinds)
		}
	}
	if names := last[1].Reactions[0].Names; len(names) != 2 {
		t.Errorf("one that is there already was put by %q", names)
	}
}

// What a message says does not depend on the order in which its changes come,
// nor on how often they do: history brings them behind it, or before it.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(repeat.Times(8)) {
		random := rand.New(rand.NewPCG(seed, 1))
		d := newDiary(t)
		said := scribble(d, random, 60)
		want := naive(said)
		shuffled := slices.Clone(said)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		known := map[string]Row{} // as a window would know it from what it is told
		for len(shuffled) > 0 {
			n := min(1+random.IntN(8), len(shuffled))
			batch := slices.Concat(shuffled[:n], said[:random.IntN(3)])
			shuffled = shuffled[n:]
			for _, row := range d.store(batch...).Rows {
				known[row.ID] = row
			}
		}
		rows := d.page(Ask{Limit: 200}).Rows
		if got := lines(rows); !slices.Equal(got, want) {
			t.Fatalf("seed %d: the rows are\n%q, want\n%q", seed, got, want)
		}
		for _, row := range rows {
			if told := known[row.ID]; !reflect.DeepEqual(told, row) {
				t.Errorf("seed %d: a window was told\n%+v last, and it is\n%+v", seed, told, row)
			}
		}
		for _, word := range []string{"apple", "pear", "plum"} {
			var found, want []int64
			hits, err := d.p.Search(word, "", 0, 200)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits.Hits {
				found = append(found, h.Seq)
			}
			for _, row := range slices.Backward(rows) {
				if slices.Contains(fields(row.Text), word) {
					want = append(want, row.Seq)
				}
			}
			if !slices.Equal(found, want) {
				t.Errorf("seed %d: %s was found in %d, want %d", seed, word, found, want)
			}
		}
	}
}

func fields(text string) (all []string) {
	for w := range words(text) {
		all = append(all, w.fold)
	}
	return all
}

// scribble makes so many events of a room at random.
func scribble(d *diary, random *rand.Rand, n int) (all []session.Event) {
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	people, texts := []string{"alice", "bob", "eve"}, []string{"Apple", "pear and apple", "plum @alice", "a pear", "nothing"}
	for range n {
		target := fmt.Sprintf("m%d", 1+random.IntN(12)) // perhaps none
		switch random.IntN(7) {
		case 0:
			all = append(all, d.change("lobby", pick(people...), wire.EditType, target, pick(texts...)))
		case 1:
			if random.IntN(3) == 0 {
				all = append(all, d.change("lobby", pick(people...), pick(wire.RetractType, wire.RemoveType), target, "because"))
			}
		case 2:
			all = append(all, d.change("lobby", pick(people...), wire.ReactType, target, pick("👍", "🎉")))
		case 3:
			all = append(all, d.unreact("lobby", pick(people...), target, pick("👍", "🎉")))
		case 4:
			all = append(all, d.change("lobby", pick(people...), pick(wire.JoinType, wire.LeaveType), "", ""))
		default:
			all = append(all, d.answer("lobby", pick(people...), pick(texts...), pick("", target)))
		}
	}
	return all
}

// naive works rows out of all that was said, by reading it from the beginning.
func naive(said []session.Event) (want []string) {
	rows := map[string]*Row{}
	var order []*Row
	for _, e := range said {
		row := RowOf(e.RoomEvent)
		if e.RoomEvent.IsMessage() {
			rows[row.ID] = &row
		}
		if reducerOf(row.Kind).shows(&row.Content) {
			order = append(order, &row)
		}
	}
	type who struct{ key, emoji, name string }
	on, first := map[who]bool{}, map[who]int64{}
	for _, e := range said {
		c := e.RoomEvent
		if rows[c.Target] == nil {
			continue
		}
		row := rows[c.Target]
		switch w := (who{c.Target, c.Emoji, c.From}); {
		case c.Type == wire.EditType && row.Status != Retracted && row.Status != Removed:
			row.Text, row.Status = c.Text, Edited
		case c.Type == wire.RetractType && row.Status != Removed:
			row.Text, row.Status = "", Retracted
		case c.Type == wire.RemoveType:
			row.Text, row.Status, row.By, row.Reason = "", Removed, c.From, c.Reason
		case c.Type == wire.ReactType:
			on[w] = !c.Off
			if !c.Off && first[w] == 0 {
				first[w] = c.Seq
			}
		}
	}
	var put []who
	for w, is := range on {
		if is {
			put = append(put, w)
		}
	}
	slices.SortFunc(put, func(a, b who) int { return cmp.Compare(first[a], first[b]) })
	for _, w := range put {
		if row := rows[w.key]; row.Status != Retracted && row.Status != Removed {
			row.react(w.emoji, w.name, w.name == "alice")
		}
	}
	for _, row := range order {
		if q := rows[row.ReplyTo]; q != nil {
			row.Quote = &Quote{Seq: q.Seq, From: q.From, Text: q.Text, Status: q.Status}
		}
		row.Mention = !row.Own && text.Mentions(text.Parse(row.Text, text.Names{You: "alice"}))
		want = append(want, line(*row))
	}
	return want
}
