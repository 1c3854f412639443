package archive

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"confab/build/repeat"
)

// The process is killed again and again while it writes. What it said is kept
// is there, and what it said is forgotten is not.
func TestWhatWasKeptOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	var kept, forgotten []string
	for range repeat.Times(5) {
		cmd := exec.Command(os.Args[0])
		cmd.Env, cmd.Stderr = append(os.Environ(), helperEnv+"="+dir), os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines, dies := bufio.NewScanner(out), 10+rand.IntN(50)
		for n := 0; lines.Scan(); n++ {
			said, key, _ := strings.Cut(lines.Text(), " ")
			switch said {
			case "kept":
				kept = append(kept, key)
			case "forgotten":
				forgotten = append(forgotten, key)
			default:
				t.Errorf("the other process says %q", lines.Text())
			}
			if n == dies {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // it was killed
	}
	there := keys(t, open(t, dir))
	for _, key := range kept {
		if !slices.Contains(there, key) && !slices.Contains(forgotten, key) && !beingForgotten(key) {
			t.Errorf("%s was kept and is not there", key)
		}
	}
	for _, key := range forgotten {
		if slices.Contains(there, key) {
			t.Errorf("%s was forgotten and is there", key)
		}
	}
	if len(kept) < 50 || len(there) > len(kept)-len(forgotten)+5 {
		t.Errorf("%d were kept, %d forgotten and %d are there", len(kept), len(forgotten), len(there))
	}
}

// beingForgotten reports whether the process was about to forget a key.
func beingForgotten(key string) bool {
	var pid, n int
	_, _ = fmt.Sscanf(key, "%d-%d", &pid, &n)
	return n%3 == 0
}
