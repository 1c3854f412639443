package archive

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// millionEnv is a folder to keep BenchmarkAMillion's archive in between two runs.
const millionEnv = "ARCHIVE_MILLION"

// A crowd writes as people do: few words often, many seldom (Zipf), by few
// people much, by many little.
type crowd struct {
	*diary
	random       *rand.Rand
	word, people *rand.Zipf
}

func newCrowd(d *diary) *crowd {
	random := rand.New(rand.NewPCG(1, 2))
	return &crowd{d, random, rand.NewZipf(random, 1.1, 3, 60_000), rand.NewZipf(random, 1.2, 2, 2000)}
}

// common are the most frequent words; further ones are made of syllables.
var common = strings.Fields(`the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not
	what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would`)

var syllables = strings.Fields("ba com di fer ga hol in jo kan lo men no per qua re sta ter un vi wex yo zen")

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

func (c *crowd) text() string {
	all := make([]string, 3+c.random.IntN(19)) // 12 in the middle
	for i := range all {
		all[i] = spell(c.word.Uint64())
	}
	if c.random.IntN(50) == 0 {
		all = append(all, "https://example.com/"+all[0])
	}
	return strings.Join(all, " ")
}

// fillUp makes n messages: nine of ten in the lobby, the others in a hundred
// rooms, one of ten with a change.
func (c *crowd) fillUp(n int) {
	for c.seq < int64(n) {
		batch := make([]session.Event, 1000)
		for i := range batch {
			room, from := "lobby", fmt.Sprintf("p%d", c.people.Uint64())
			if c.random.IntN(10) == 0 {
				room = fmt.Sprintf("r%d", c.random.IntN(100))
			}
			if c.random.IntN(10) == 0 {
				batch[i] = c.change(room, from, wire.ReactType, fmt.Sprintf("m%d", max(1, c.seq-int64(c.random.IntN(50)))), "👍")
				continue
			}
			batch[i] = c.say(room, from, c.text())
		}
		c.store(batch...)
	}
}

func BenchmarkAMillion(b *testing.B) {
	dir := os.Getenv(millionEnv)
	if dir == "" {
		dir = b.TempDir()
	}
	a, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	d := diaryIn(b, a)
	past, err := d.p.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	if past.Top < 1_000_000 {
		begun := time.Now()
		newCrowd(d).fillUp(1_000_000)
		if info, err := os.Stat(filepath.Join(dir, fileName)); err == nil {
			b.Logf("filled in %v: %d MiB", time.Since(begun), info.Size()>>20)
		}
		// In the room busy the last message has a hundred thousand reactions behind it.
		d.store(d.say("busy", "bob", "what do you think?"))
		var all []session.Event
		for i := range 100_000 {
			all = append(all, d.unreact("busy", fmt.Sprintf("p%d", i%2000), fmt.Sprintf("m%d", d.last["busy"]), "👍"))
		}
		d.store(all...)
	}
	for _, q := range []string{
		"the", "wexbacom", "nothinglikethis", "the of", "the nothinglikethis", "the from:p0", "the from:p1500", "from:p1500", "wexbacom from:p0",
		`"the of"`, `"of the and"`, `"would would would"`, `"would some would"`, "the of and to in is", "com", "the com", "ter", "ther", "there", "would", "kanb", "the would",
		"staterre some", "from:p0", "from:p700", "in:r7", "in:r7 from:p0", "in:r7 the from:p3", "in:r7 from:p1000", "has:link", "has:link from:p500 the", "-the", "-the -of -and -to -in", "the -of",
		"before:2026-03-15", "before:2026-03-15 the", "before:2026-03-02 the", "after:2027-12-01 nothinglikethis", "on:2026-08-01 some", "before:2020", "other from:p40", "from:p30 in:r50 -the",
		"in:r7 the of and to in is", "in:r7 the of and from:p3", `"the of and to in is that it"`, `"you you"`, "in:r7 the of and to in is that it from:p900", "from:p1999 the of and to", "in:r7 -the -of -and -to -in -is from:p3", "from:p1 from:p2",
	} {
		b.Run("Search/"+q, func(b *testing.B) {
			n := 0
			var slowest time.Duration
			for b.Loop() {
				begun := time.Now()
				found, err := d.p.Search(q, "", 0, 50)
				if err != nil {
					b.Fatal(err)
				}
				n, slowest = len(found.Hits), max(slowest, time.Since(begun))
			}
			b.ReportMetric(float64(n), "hits")
			b.ReportMetric(float64(slowest.Microseconds())/1000, "ms-max")
		})
	}
	for name, ask := range map[string]Ask{
		"Newest": {Room: "lobby"}, "Middle": {Room: "lobby", Before: 500_000}, "Around": {Room: "lobby", Around: 300_000},
		"Oldest": {Room: "lobby", After: 1}, "SmallRoom": {Room: "r7"}, "BehindReactions": {Room: "busy"},
	} {
		b.Run("Page/"+name, func(b *testing.B) {
			for b.Loop() {
				d.page(ask)
			}
		})
	}
	b.Run("Rooms", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.p.Rooms(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			a, err := Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := diaryIn(b, a).p.Page(Ask{Room: "lobby", Limit: 100}); err != nil {
				b.Fatal(err)
			}
			if err := a.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	d.seq = max(d.seq, past.Top) + 1_000_000
	b.Run("Store", func(b *testing.B) {
		for b.Loop() {
			d.store(d.say("lobby", "bob", "a line as people write them, neither long nor short"))
		}
	})
}
