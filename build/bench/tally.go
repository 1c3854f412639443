package main

import (
	"bytes"
	"fmt"

	"confab/server/wire"
)

// A tally is what one connection has received: how many lines, and a sum over
// their scrambled numbers. Equal count and equal sum mean that it had each line
// once, whatever the order: one missing and one doubled do not cancel out.
type tally struct {
	lines int
	sum   uint64
	rest  []byte // of a line whose end is not here yet
}

// take counts the lines in data and calls each for every one, with its number.
func (t *tally) take(data []byte, form lineForm, each func(number int) error) error {
	for len(data) > 0 {
		line := data
		end := bytes.IndexByte(data, '\n') + 1
		if end > 0 {
			line = data[:end]
		}
		data = data[len(line):]
		if end == 0 || len(t.rest) > 0 {
			t.rest = append(t.rest, line...)
			if len(t.rest) > wire.MaxSent {
				return fmt.Errorf("a line without an end: %.99q…", t.rest)
			}
			if end == 0 {
				return nil
			}
			line, t.rest = t.rest, t.rest[:0]
		}
		n, ok := form.number(line)
		switch {
		case ok:
		case form.aside(line):
			continue
		default:
			return fmt.Errorf("a line nobody sent: %q", line)
		}
		t.lines++
		t.sum += scramble(n)
		if err := each(n); err != nil {
			return err
		}
	}
	return nil
}

// scramble spreads a number over 64 bits (the finish of splitmix64).
func scramble(n int) uint64 {
	z := uint64(n) + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
