package main

import (
	"bytes"
	"fmt"
	"strings"
)

// Every line has the same length and carries a number, so that a receiver's
// bytes can be checked for nearly nothing:
//
//	@s00001: 00000042xxxxxxxx…\n
const (
	nameWidth    = len("s00001")
	numberAt     = 1 + nameWidth + 2
	numberDigits = 8
	lastNumber   = 99_999_999
)

func receiverName(i int) string { return fmt.Sprintf("r%05d", i+1) }
func senderName(i int) string   { return fmt.Sprintf("s%05d", i+1) }

// A lineForm is what the lines of a run look like.
type lineForm struct {
	text int // bytes after "@name: ", the number included
}

func (f lineForm) width() int { return numberAt + f.text + 1 }

// line makes a line that can be sent once setNumber has numbered it.
func (f lineForm) line(sender string) []byte {
	return []byte("@" + sender + ": " + strings.Repeat("x", f.text) + "\n")
}

func setNumber(line []byte, n int) {
	for i := numberAt + numberDigits - 1; i >= numberAt; i-- {
		line[i] = byte('0' + n%10)
		n /= 10
	}
}

// number reads a line's number; false when it is not a line of this form.
func (f lineForm) number(line []byte) (int, bool) {
	n := 0
	for _, d := range line[numberAt : numberAt+numberDigits] {
		if d -= '0'; d > 9 {
			return 0, false
		} else {
			n = n*10 + int(d)
		}
	}
	return n, line[0] == '@' && line[f.width()-1] == '\n'
}

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
	width := form.width()
	for len(data) > 0 {
		line := data
		switch {
		case len(t.rest) > 0 || len(data) < width:
			part := min(width-len(t.rest), len(data))
			t.rest = append(t.rest, data[:part]...)
			data = data[part:]
			if i := bytes.IndexByte(t.rest, '\n'); len(t.rest) < width && i < 0 {
				return nil
			}
			line, t.rest = t.rest, t.rest[:0]
		default:
			line, data = data[:width], data[width:]
		}
		if len(line) < width {
			return fmt.Errorf("a line nobody sent: %q", line)
		}
		n, ok := form.number(line)
		if !ok {
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
