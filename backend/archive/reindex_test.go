package archive

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// newOldDiary begins a diary in an archive whose index is of the first folding,
// as a step from version 3 leaves it.
func newOldDiary(t *testing.T, dir string) *diary {
	t.Helper()
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	i := strings.Index(schema2, "CREATE VIRTUAL TABLE words")
	if err := a.write(func(t *tx) {
		t.err = t.Exec(schema2[i:] + "; UPDATE indexing SET folding = 1")
	}); err != nil {
		t.Fatal(err)
	}
	return diaryIn(t, a)
}

// reopen goes on in the same archive.
func (d *diary) reopen(dir string) {
	d.t.Helper()
	a, err := Open(dir)
	if err != nil {
		d.t.Fatal(err)
	}
	if d.p, err = a.Person("key", "alice"); err != nil {
		d.t.Fatal(err)
	}
}

func (d *diary) close() {
	d.t.Helper()
	if err := d.p.a.Close(); err != nil {
		d.t.Fatal(err)
	}
}

func (d *diary) want(when string, finds map[string]string) {
	d.t.Helper()
	for query, want := range finds {
		if got := strings.Join(d.keysOf(query, ""), " "); got != want {
			d.t.Errorf("%s %q finds %q, want %q", when, query, got, want)
		}
	}
}

// An index of the first folding is searched and kept up to date until the next
// one is complete, which goes on after a restart.
func TestAnOldIndexIsBuiltAgainBesideIt(t *testing.T) {
	dir := t.TempDir()
	d := newOldDiary(t, dir)
	d.reopen(dir)
	d.store(d.say("lobby", "bob", "サーバー2号機 tea"), d.say("lobby", "bob", "Łódź tea"), d.say("lobby", "bob", "Zoë's tea"))
	d.store(d.talkOf("lobby", "nothing much", 2*reindexAtOnce)...)
	d.store(d.say("lobby", "bob", "c++ tea"), d.say("lobby", "bob", "łast tea"))
	d.want("at first", map[string]string{"tea": "m505 m504 m3 m2 m1", "zoe": "m3", "サーバー": "", "lodz": "", "c++": "m504"})

	piece := func() (more bool) {
		t.Helper()
		if err := d.p.a.write(func(t *tx) { more = t.reindex(reindexAtOnce) }); err != nil {
			t.Fatal(err)
		}
		return more
	}
	if !piece() {
		t.Fatal("one piece was all")
	}
	// What changes meanwhile is in one of the indices, or in both.
	d.store(
		d.change("lobby", "bob", wire.EditType, "m2", "Đặng green"),
		d.change("lobby", "bob", wire.EditType, "m504", "d++ green"),
		d.change("lobby", "ann", wire.RemoveType, "m3", "spam"),
		d.say("lobby", "bob", "Ħal green"),
	)
	meanwhile := map[string]string{"tea": "m505 m1", "green": "m509 m504 m2", "zoe": "", "サーバー": ""}
	d.want("meanwhile", meanwhile)
	d.close()
	d.reopen(dir)
	d.want("after a restart", meanwhile)
	for piece() {
	}
	d.want("when it is complete", map[string]string{
		"tea": "m505 m1", "green": "m509 m504 m2", "zoe": "", "サーバー": "m1", "lodz": "", "dang": "m2", "d++": "m504", "c++": "", "last": "m505", "hal": "m509",
	})
	if dump := dump(t, connectTo(t, dir)); strings.Contains(dump, "TABLE words ") {
		t.Errorf("the old index is still there:\n%s", dump)
	}
	d.store(d.change("lobby", "bob", wire.EditType, "m505", "gone"), d.say("lobby", "bob", "ŧea"))
	d.close()
	d.reopen(dir)
	defer d.close()
	d.want("then", map[string]string{"last": "", "gone": "m505", "tea": "m511 m1"})
	if piece() {
		t.Error("there is more when it is complete")
	}
}

// The programs of the first folding kept every text that a message had.
func TestOlderEditsAreErasedOnTheWay(t *testing.T) {
	dir := t.TempDir()
	d := newOldDiary(t, dir)
	d.reopen(dir)
	defer d.close()
	d.store(d.say("lobby", "bob", "one"), d.say("lobby", "bob", "one"))
	for _, text := range []string{"a secret", "another secret", "what holds"} {
		d.store(d.change("lobby", "bob", wire.EditType, "m1", text))
	}
	d.store(d.change("lobby", "bob", wire.EditType, "m2", "one edit"))
	if err := d.p.a.write(func(t *tx) {
		t.do(`UPDATE events SET body = json_object('target', target, 'text', 'a secret') WHERE type = 'edit' AND body LIKE '{"removed"%'`)
		for t.reindex(reindexAtOnce) {
		}
	}); err != nil {
		t.Fatal(err)
	}
	var left []string
	if err := d.p.a.read(func(t *tx) {
		var text string
		t.each(`SELECT body ->> 'text' FROM events WHERE type = 'edit' AND body NOT LIKE '{"removed"%' ORDER BY id`, nil, func() { left = append(left, text) }, &text)
	}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(left, ", "); got != "what holds, one edit" {
		t.Errorf("the texts of edits are %s", got)
	}
	d.want("then", map[string]string{"holds": "m1", "edit": "m2", "secret": ""})
}

func TestTheNextIndexIsBuiltWhileTheProgramRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		d := newOldDiary(t, dir)
		d.reopen(dir)
		d.store(d.say("lobby", "bob", "Łódź"))
		d.store(d.talkOf("lobby", "nothing much", 2*reindexAtOnce)...)
		d.want("at once", map[string]string{"lodz": ""})
		d.close() // which ends it
		time.Sleep(time.Hour)
		d.reopen(dir)
		d.want("after an hour without the program", map[string]string{"lodz": ""})
		time.Sleep(2 * reindexSoon)
		synctest.Wait()
		d.want("after some seconds with it", map[string]string{"lodz": "m1"})
		d.close()
	})
}
