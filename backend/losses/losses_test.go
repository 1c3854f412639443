package losses

import (
	"errors"
	"fmt"
	"testing"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/atomicfile"
)

// Each thing that can be wrong with an archive has its own code.
func TestWhyThereIsNoArchiveIsOneCodeEach(t *testing.T) {
	for err, code := range map[error]session.Code{
		archive.ErrNewer: NoArchiveNewer, archive.ErrForeign: NoArchiveForeign, archive.ErrFull: NoArchiveFull,
		archive.ErrForbidden: NoArchiveForbidden, archive.ErrBusy: NoArchiveBusy, archive.ErrDisk: NoArchiveDisk,
		errors.Join(errors.New("the new one"), archive.ErrDamaged): NoArchiveDamaged, errors.New("something else"): NoArchive,
	} {
		all := Of(nil, nil, fmt.Errorf("opening: %w", err), nil)
		if len(all) != 1 || all[0].Problem.Code != code || !errors.Is(all[0].Err, err) {
			t.Errorf("%v is told as %+v, want %s", err, all, code)
		}
	}
}

// Of an archive of which nothing could be read nobody is told that something is here.
func TestWhetherAnythingCouldBeReadIsSaid(t *testing.T) {
	for events, want := range map[int]string{0: `archive-lost file="archive.db.broken"`, 3: `archive-recovered file="archive.db.broken"`} {
		all := Of(nil, nil, nil, &archive.Recovery{Aside: "/x/archive.db.broken", Events: events})
		if len(all) != 1 || all[0].Problem.Error() != want {
			t.Errorf("with %d events it is told as %+v, want %q", events, all, want)
		}
	}
}

func TestWhatWasSetAsideIsNamed(t *testing.T) {
	broken := &atomicfile.Damaged{Path: "/x/settings.json", Aside: "/x/settings.json.broken-2026-03-01-120000", Why: errors.New("no")}
	for _, c := range []struct {
		all  []Loss
		want []string
	}{
		{Of(fmt.Errorf("opening: %w", broken), broken, nil, nil), []string{`settings-broken file="settings.json.broken-2026-03-01-120000"`, `servers-broken file="settings.json.broken-2026-03-01-120000"`}},
		{Of(errors.New("no"), errors.New("no"), nil, nil), []string{"settings-unread", "servers-unread"}},
		{Of(nil, nil, nil, nil), nil},
	} {
		var told []string
		for _, loss := range c.all {
			told = append(told, loss.Problem.Error())
		}
		if fmt.Sprint(told) != fmt.Sprint(c.want) {
			t.Errorf("it is told as %q, want %q", told, c.want)
		}
	}
}
