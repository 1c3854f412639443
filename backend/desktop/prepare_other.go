//go:build !linux

package desktop

// Prepare has nothing to do here.
func Prepare() {}
