package losses

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"confab/backend/archive"
	"confab/server/atomicfile"
)

// Each thing that can be wrong with an archive has its own sentence, and none
// asks whether a disk is full that is not.
func TestWhyThereIsNoArchiveIsOneSentenceEach(t *testing.T) {
	seen := map[string]bool{}
	for err, says := range map[error]string{
		archive.ErrNewer: "start the newer one", archive.ErrForeign: "is another program's", archive.ErrFull: "disk is full",
		archive.ErrForbidden: "may not be opened", archive.ErrBusy: "Another program uses", archive.ErrDisk: "The disk with the data folder fails",
		errors.Join(errors.New("the new one"), archive.ErrDamaged): "is damaged, and a new one can't be begun", errors.New("something else"): "can't be opened",
	} {
		all := Of(nil, nil, fmt.Errorf("opening: %w", err), nil)
		if len(all) != 1 || !strings.Contains(all[0].Sentence, says) || !strings.Contains(all[0].Sentence, "only until this window closes") || seen[all[0].Sentence] || !errors.Is(all[0].Err, err) {
			t.Errorf("%v is told as %+v, want %q", err, all, says)
			continue
		}
		seen[all[0].Sentence] = true
	}
}

// Of an archive of which nothing could be read nobody is told that something is here.
func TestWhetherAnythingCouldBeReadIsSaid(t *testing.T) {
	for events, says := range map[int]string{0: "nothing that was said could be read", 3: "what could be read of it is here"} {
		all := Of(nil, nil, nil, &archive.Recovery{Aside: "/x/archive.db.broken", Events: events})
		if len(all) != 1 || !strings.Contains(all[0].Sentence, says) || !strings.HasSuffix(all[0].Sentence, ", as archive.db.broken.") {
			t.Errorf("with %d events it is told as %+v, want %q", events, all, says)
		}
	}
}

func TestWhatWasSetAsideIsNamed(t *testing.T) {
	broken := &atomicfile.Damaged{Path: "/x/settings.json", Aside: "/x/settings.json.broken-2026-03-01-120000", Why: errors.New("no")}
	all := Of(fmt.Errorf("opening: %w", broken), broken, nil, &archive.Recovery{Aside: "/x/archive.db.broken-2026-03-01-120000", Waiting: 2, Events: 3})
	if len(all) != 3 {
		t.Fatalf("it is told as %+v", all)
	}
	for i, says := range []string{"settings.json.broken-2026-03-01-120000.", "settings.json.broken-2026-03-01-120000.", "archive.db.broken-2026-03-01-120000."} {
		if !strings.HasSuffix(all[i].Sentence, ", as "+says) {
			t.Errorf("it is told as %q", all[i].Sentence)
		}
	}
	for _, loss := range Of(errors.New("no"), errors.New("no"), nil, nil) {
		if strings.Contains(loss.Sentence, "broken") || !strings.Contains(loss.Sentence, "could not be read") {
			t.Errorf("what was not set aside is told as %q", loss.Sentence)
		}
	}
	if all := Of(nil, nil, nil, nil); len(all) != 0 {
		t.Errorf("of nothing there is %+v", all)
	}
}
