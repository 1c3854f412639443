//go:build !windows

package desktop

import (
	"cmp"
	"os"
)

// spoken is the system's language, as programs in a terminal go by it (POSIX,
// Environment Variables, section 8.2).
func spoken() string {
	return cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
}
