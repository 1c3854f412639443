//go:build !linux

package desktop

import "errors"

// OpenNotifier returns errors.ErrUnsupported: here the window's toolkit shows
// notifications.
func OpenNotifier(func(id string)) (Notifier, error) { return nil, errors.ErrUnsupported }
