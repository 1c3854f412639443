package wire

import (
	"encoding/json"
	"os"
	"testing"
)

// The window makes the same keys: names.test.ts there reads the same file.
func TestNamesHaveTheKeysThatTheWindowMakes(t *testing.T) {
	text, err := os.ReadFile("testdata/names.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][2]string
	if err := json.Unmarshal(text, &rows); err != nil || len(rows) < 30 {
		t.Fatalf("there are %d names, %v", len(rows), err)
	}
	for _, row := range rows {
		if err := CheckName(row[0]); err != nil {
			t.Errorf("CheckName(%q) = %v", row[0], err)
		}
		if key := NameKey(row[0]); key != row[1] {
			t.Errorf("NameKey(%q) = %q, want %q", row[0], key, row[1])
		}
	}
}

func TestTheSameNameIsAnEquivalence(t *testing.T) {
	names := append([]string{"alice", "ALICE", "a1ice", "Neil", "Nell", "NEIL", "Ian", "lan", "ian", "НОСК", "носк", "hock"}, goodNames...)
	for _, a := range names {
		if !SameName(a, a) || !Confusable(a, a) {
			t.Errorf("%q is not itself", a)
		}
		for _, b := range names {
			if SameName(a, b) != SameName(b, a) || Confusable(a, b) != Confusable(b, a) || SameName(a, b) && !Confusable(a, b) {
				t.Errorf("%q and %q: the same %v and %v, alike %v and %v", a, b, SameName(a, b), SameName(b, a), Confusable(a, b), Confusable(b, a))
			}
			if !SameName(a, b) {
				continue
			}
			for _, c := range names {
				if SameName(b, c) && !SameName(a, c) {
					t.Errorf("%q, %q and %q: the first is the second, and that the third", a, b, c)
				}
			}
		}
	}
}
