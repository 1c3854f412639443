// Package repeat lets tests that play with chance run as often as there is time
// for: a few times in build/test, many times in build/soak.
package repeat

import (
	"fmt"
	"os"
	"strconv"
)

// Env names the variable that says how many times more often than usual.
const Env = "CONFAB_REPEAT"

// Times returns n, or n times what Env says. It panics if that is no number
// above 0: a soak that did not take place would look like one that passed.
func Times(n int) int {
	said := os.Getenv(Env)
	if said == "" {
		return n
	}
	more, err := strconv.Atoi(said)
	if err != nil || more < 1 {
		panic(fmt.Sprintf("%s=%s is not a number above 0", Env, said))
	}
	return n * more
}
