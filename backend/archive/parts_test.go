package archive

import (
	"slices"
	"strings"
	"testing"

	"confab/backend/text"
	"confab/server/wire"
)

// pieces writes what a row is made of, with its parts in brackets.
func pieces(r Row) string {
	var b strings.Builder
	for _, p := range text.Cut(r.Text, r.Parts) {
		if p.Kind != "" {
			p.Text = "[" + string(p.Kind) + " " + p.Text + "]"
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

// What a text is made of comes with its row, wherever that goes.
func TestRowsComeWithTheirParts(t *testing.T) {
	d := newDiary(t)
	said := []string{"@alice see https://example.org/a。", "thanks @j.r., and @K.R.", "`code` 👍", "plain"}
	want := []string{"[you @alice] see [link https://example.org/a]。", "thanks [mention @j.r.], and [mention @K.R].", "[code code] [emoji 👍]", "plain"}
	d.store(d.say("lobby", "J.R.", "hello"))
	var stored, paged, each []string
	for _, s := range said {
		for _, row := range d.store(d.say("lobby", "bob", s)).Rows {
			stored = append(stored, pieces(row))
		}
	}
	for _, row := range d.page(Ask{}).Rows[1:] {
		paged = append(paged, pieces(row))
		if (row.Parts == nil) != (row.Text == "plain") {
			t.Errorf("%q has the parts %+v", row.Text, row.Parts)
		}
	}
	if err := d.p.Each("lobby", func(r Row) error { each = append(each, pieces(r)); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(stored, want) || !slices.Equal(paged, want) || !slices.Equal(each[1:], want) {
		t.Errorf("they are %q, %q and %q, want %q", stored, paged, each, want)
	}
	if got := pieces(Row{Content: wire.Content{Text: said[1]}, Parts: d.p.Parse(said[1])}); got != want[1] {
		t.Errorf("what waits is %q, want %q", got, want[1])
	}
}

// Who is mentioned is who is marked so.
func TestMentionsAreThoseThatAreMarked(t *testing.T) {
	d := newDiary(t)
	for s, want := range map[string]bool{
		"请@alice看一下": true, "@bob/@alice": true, "@Alice.": true, "``@alice``": false, "look: ```ssh @alice```": false, "```\n@alice```": false, "почта@alice": false, "hi": false,
		strings.Repeat("```\na\n```\n", 60) + "@alice": false, // in what is text and nothing else
	} {
		rows := d.store(d.say("lobby", "bob", s)).Rows
		if row := rows[len(rows)-1]; row.Mention != want || row.Mention != text.Mentions(row.Parts) {
			t.Errorf("%.30q is a mention: %v", s, row.Mention)
		}
	}
}

func TestWhatShowsNothingIsNoReaction(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "bob", "hi"))
	longest := "👩🏿\u200d❤️\u200d💋\u200d👨🏻"
	for _, e := range []string{"\u200b", "\u2800", longest} {
		d.store(d.change("lobby", "bob", wire.ReactType, "m1", e))
	}
	if got := d.page(Ask{}).Rows[0].Reactions; len(got) != 1 || got[0].Emoji != longest {
		t.Errorf("the reactions are %+v", got)
	}
}
