package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
				{Type: "message", Room: "lobby", From: "eve", Key: "k1", Body: wire.ByGuest(wire.SaidBody([]byte("terrible words")))},
				{Type: "edit", Room: "lobby", From: "eve", Key: "k2", Body: []byte(`{"target":"k1","text":"worse words"}`)},
				{Type: "message", Room: "lobby", From: "bob", Key: "k3", Body: wire.SaidBody([]byte("good words"))},
				{Type: "edit", Room: "lobby", From: "bob", Key: "k4", Body: []byte(`{"target":"k3","text":"better words"}`)},
			}
			if err := j.Append(t.Context(), said); err != nil {
				t.Fatal(err)
			}
			if err := j.Append(t.Context(), []*wire.Event{{Type: "remove", Room: "den", From: "ann", Key: "k5", Body: []byte(`{"target":"k3"}`)}}); err != nil {
				t.Fatal(err) // of another room: nothing happens
			}
			if err := j.Append(t.Context(), []*wire.Event{{Type: "remove", Room: "lobby", From: "ann", Key: "k6", Body: []byte(`{"target":"k1"}`)}}); err != nil {
				t.Fatal(err)
			}
			var bodies []string
			for _, e := range all(t, j) {
				bodies = append(bodies, string(e.Body))
			}
			want := []string{
				`{"guest":true,"removed":true,"text":""}`,
				`{"removed":true,"text":"","target":"k1"}`,
				`{"text":"good words"}`,
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
			{Type: "message", Room: "lobby", From: "eve", Key: "k1", Body: wire.SaidBody([]byte(long))},
			{Type: "remove", Room: "lobby", From: "ann", Key: "k2", Body: []byte(`{"target":"k1"}`)},
			{Type: "edit", Room: "lobby", From: "eve", Key: "k3", Body: []byte(`{"target":"k1","text":"terrible again"}`)},
			{Type: "message", Room: "lobby", From: "bob", Key: "k4", Body: wire.SaidBody([]byte("good words"))},
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
				t.Errorf("%s: %s %s is %.40s", what, e.Type, e.Key, e.Body)
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
