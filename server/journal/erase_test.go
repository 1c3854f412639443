package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// What is removed is gone for whoever comes later, and from the file, with what
// it was edited to; its place and its key stay.
func TestWhatIsRemovedIsGone(t *testing.T) {
	dir := newDir(t)
	for what, cfg := range map[string]Config{"disk": {Dir: dir}, "memory": {Memory: true}} {
		t.Run(what, func(t *testing.T) {
			j := open(t, cfg)
			said := []*wire.Event{
				{Type: "message", Room: "lobby", From: "eve", ID: "k1", Body: wire.ByGuest(wire.SaidBody([]byte("terrible words")))},
				{Type: "edit", Room: "lobby", From: "eve", ID: "k2", Body: []byte(`{"target":"k1","text":"worse words"}`)},
				{Type: "message", Room: "lobby", From: "bob", ID: "k3", Body: wire.SaidBody([]byte("good words"))},
				{Type: "edit", Room: "lobby", From: "bob", ID: "k4", Body: []byte(`{"target":"k3","text":"better words"}`)},
			}
			if err := j.Append(t.Context(), said); err != nil {
				t.Fatal(err)
			}
			if err := j.Append(t.Context(), []*wire.Event{{Type: "remove", Room: "den", From: "ann", ID: "k5", Body: []byte(`{"target":"k3"}`)}}); err != nil {
				t.Fatal(err) // of another room: nothing happens
			}
			if err := j.Append(t.Context(), []*wire.Event{{Type: "remove", Room: "lobby", From: "ann", ID: "k6", Body: []byte(`{"target":"k1"}`)}}); err != nil {
				t.Fatal(err)
			}
			var bodies []string
			for _, e := range all(t, j) {
				bodies = append(bodies, string(e.Body))
			}
			want := []string{
				`{"guest":true,"removed":true,"text":""}`,
				`{"removed":true,"text":"","target":"k1"}`,
				`{"text":"better words","edited":true}`,
				`{"target":"k3","text":"better words"}`,
				`{"target":"k3"}`,
				`{"target":"k1"}`,
			}
			if !slices.Equal(bodies, want) {
				t.Errorf("there is %q, want %q", bodies, want)
			}
			if !wire.IsRemoved(all(t, j)[0].Body) || !wire.IsRemoved(all(t, j)[1].Body) || wire.IsRemoved(all(t, j)[2].Body) {
				t.Error("what is removed does not say so")
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			if cfg.Dir == "" {
				return
			}
			file, err := os.ReadFile(filepath.Join(dir, FileName))
			if err != nil || bytes.Contains(file, []byte("terrible")) || bytes.Contains(file, []byte("worse")) || !bytes.Contains(file, []byte("better")) {
				t.Errorf("the file has what was removed: %v", err)
			}
		})
	}
}

// Not only for those who ask: it is not in the files either, while the server
// runs, however long it was, and an edit that was on its way brings nothing back.
func TestWhatIsRemovedIsInNoFile(t *testing.T) {
	dir := newDir(t)
	for what, cfg := range map[string]Config{"disk": {Dir: dir}, "memory": {Memory: true}} {
		j := open(t, cfg)
		long := strings.Repeat("terrible ", 7000)
		for _, e := range []*wire.Event{
			{Type: "message", Room: "lobby", From: "eve", ID: "k1", Body: wire.SaidBody([]byte(long))},
			{Type: "remove", Room: "lobby", From: "ann", ID: "k2", Body: []byte(`{"target":"k1"}`)},
			{Type: "edit", Room: "lobby", From: "eve", ID: "k3", Body: []byte(`{"target":"k1","text":"terrible again"}`)},
			{Type: "message", Room: "lobby", From: "bob", ID: "k4", Body: wire.SaidBody([]byte("good words"))},
		} {
			if err := j.Append(t.Context(), []*wire.Event{e}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(e.Body), "again") {
				t.Errorf("%s: the edit goes out as %s", what, e.Body)
			}
		}
		for _, e := range all(t, j) {
			if strings.Contains(string(e.Body), "terrible") {
				t.Errorf("%s: %s %s is %.40s", what, e.Type, e.ID, e.Body)
			}
		}
		if cfg.Dir == "" {
			continue
		}
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if n := bytes.Count(text, []byte("terrible")); err != nil || n > 0 {
				t.Errorf("%s has it %d times, %v", f.Name(), n, err)
			}
		}
	}
}

// inFiles returns the files of dir that have a text.
func inFiles(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			found = append(found, f.Name())
		}
	}
	return found
}

// appendAll appends events one after the other.
func appendAll(t *testing.T, j *Journal, events ...*wire.Event) {
	t.Helper()
	for _, e := range events {
		if err := j.Append(t.Context(), []*wire.Event{e}); err != nil {
			t.Fatal(err)
		}
	}
}

// Who takes a message back or writes it otherwise does so for those who come
// later, too, and on the disk. Places and keys stay, and what is said a second
// time is known.
func TestWhatIsTakenBackOrWrittenOtherwiseIsGone(t *testing.T) {
	for _, onDisk := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			cfg := Config{Memory: !onDisk}
			if onDisk {
				cfg.Dir = newDir(t)
			}
			j := open(t, cfg)
			long := strings.Repeat("terrible ", 2000)
			said := []*wire.Event{
				{Type: "message", Room: "lobby", From: "eve", ID: "k1", Body: wire.SaidBody([]byte(long + "one"))},
				{Type: "message", Room: "lobby", From: "bob", ID: "k2", Body: wire.ByGuest(wire.Encode(wire.Message{Text: long + "two", ReplyTo: "k1"}))},
				{Type: "edit", Room: "lobby", From: "bob", ID: "k3", Body: wire.Encode(wire.EditBody{Target: "k2", Text: long + "three"})},
				{Type: "edit", Room: "lobby", From: "bob", ID: "k4", Body: wire.Encode(wire.EditBody{Target: "k2", Text: "kind"})},
				{Type: "edit", Room: "lobby", From: "eve", ID: "k5", Body: wire.Encode(wire.EditBody{Target: "k1", Text: long + "five"})},
				{Type: "retract", Room: "lobby", From: "eve", ID: "k6", Body: wire.Encode(wire.EditBody{Target: "k1"})},
				{Type: "edit", Room: "lobby", From: "eve", ID: "k7", Body: wire.Encode(wire.EditBody{Target: "k1", Text: "terrible, on its way"})},
				{Type: "retract", Room: "den", From: "eve", ID: "k8", Body: wire.Encode(wire.EditBody{Target: "k2"})}, // of another room: nothing happens
			}
			again := make([]*wire.Event, len(said))
			for i, e := range said {
				again[i] = &wire.Event{Type: e.Type, Room: e.Room, From: e.From, ID: e.ID, Body: bytes.Clone(e.Body)}
			}
			appendAll(t, j, said...)
			want := []string{
				`{"removed":true,"text":""}`,
				`{"guest":true,"text":"kind","reply_to":"k1","edited":true}`,
				`{"removed":true,"text":"","target":"k2"}`,
				`{"target":"k2","text":"kind"}`,
				`{"removed":true,"text":"","target":"k1"}`,
				`{"target":"k1"}`,
				`{"removed":true,"text":"","target":"k1"}`,
				`{"target":"k2"}`,
			}
			for range 2 { // and when all of it has been said once more
				for i, e := range all(t, j) {
					if string(e.Body) != want[i] || e.Seq != said[i].Seq || e.Prev != said[i].Prev {
						t.Errorf("on disk %v: %s is %d, %.60s, want %d, %s", onDisk, e.ID, e.Seq, e.Body, said[i].Seq, want[i])
					}
				}
				appendAll(t, j, again...)
			}
			for i, e := range again {
				if e.Seq != said[i].Seq || string(e.Body) != want[i] {
					t.Errorf("on disk %v: %s said again is %d, %.60s, want %d, %s", onDisk, e.ID, e.Seq, e.Body, said[i].Seq, want[i])
				}
			}
			other := &wire.Event{Type: "message", Room: "lobby", From: "bob", ID: "k1", Body: wire.SaidBody([]byte("x"))}
			if err := j.Append(t.Context(), []*wire.Event{other}); !errors.Is(err, ErrIDReused) || other.Seq != 0 {
				t.Errorf("on disk %v: another's key came to %v", onDisk, err)
			}
			if onDisk {
				time.Sleep(2 * cutEvery)
				if found := inFiles(t, cfg.Dir, "terrible"); len(found) > 0 {
					t.Errorf("%q have what was taken back or written otherwise", found)
				}
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// An edit that is stored together with what takes its message back brings
// nothing back either, and nobody hears its text.
func TestAnEditStoredWithWhatTakesItsMessageBackIsGone(t *testing.T) {
	for what, cfg := range map[string]Config{"disk": {Dir: newDir(t)}, "memory": {Memory: true}} {
		j := open(t, cfg)
		said := []*wire.Event{
			{Type: "message", Room: "lobby", From: "eve", ID: "k1", Body: wire.SaidBody([]byte("terrible words"))},
			{Type: "retract", Room: "lobby", From: "eve", ID: "k2", Body: wire.Encode(wire.EditBody{Target: "k1"})},
			{Type: "edit", Room: "lobby", From: "eve", ID: "k3", Body: wire.Encode(wire.EditBody{Target: "k1", Text: "terrible again"})},
		}
		if err := j.Append(t.Context(), said); err != nil {
			t.Fatal(err)
		}
		for _, e := range append(all(t, j), said[2]) {
			if strings.Contains(string(e.Body), "again") || e.ID == "k1" && !wire.IsRemoved(e.Body) {
				t.Errorf("%s: %s %s is %s", what, e.Type, e.ID, e.Body)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// While somebody reads what was removed, it cannot be taken from the log. It is
// as soon as they have read, though nothing more is written.
func TestTheLogIsEmptiedOnceNobodyReadsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := newDir(t)
		j := open(t, Config{Dir: dir})
		appendAll(t, j, &wire.Event{Type: "message", Room: "lobby", From: "eve", ID: "k1", Body: wire.SaidBody([]byte("terrible words"))})
		reader := connectTo(t, dir)
		var n int64
		if err := errors.Join(reader.Exec("BEGIN"), reader.Ints("SELECT count(*) FROM events", &n)); err != nil {
			t.Fatal(err)
		}
		appendAll(t, j, &wire.Event{Type: "remove", Room: "lobby", From: "ann", ID: "k2", Body: []byte(`{"target":"k1"}`)})
		time.Sleep(10 * cutAgain)
		if len(inFiles(t, dir, "terrible")) == 0 {
			t.Error("the reader is not in the way")
		}
		if err := errors.Join(reader.Exec("ROLLBACK"), reader.Close()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * cutAgain)
		if found := inFiles(t, dir, "terrible"); len(found) > 0 {
			t.Errorf("%q have it still", found)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
