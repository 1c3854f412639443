package archive

import "testing"

// Pragma says something to the connection that writes.
func (a *Archive) Pragma(t *testing.T, q string) { t.Helper(); a.pragma(t, q) }
