// Package millis has the time as it crosses the bridge to the window.
package millis

import (
	"strconv"
	"time"
)

// A Time is a time.Time that JSON has as milliseconds since 1970, which is what
// JavaScript counts. The zero time is 0.
type Time struct{ time.Time }

// Of returns the time so many milliseconds after 1970; 0 is the zero time.
func Of(ms int64) Time {
	if ms == 0 {
		return Time{}
	}
	return Time{time.UnixMilli(ms)}
}

// MarshalJSON returns the milliseconds.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("0"), nil
	}
	return strconv.AppendInt(nil, t.UnixMilli(), 10), nil
}

// UnmarshalJSON takes the milliseconds.
func (t *Time) UnmarshalJSON(b []byte) error {
	ms, err := strconv.ParseInt(string(b), 10, 64)
	if err == nil {
		*t = Of(ms)
	}
	return err
}
