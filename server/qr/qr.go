// Package qr makes QR codes (ISO/IEC 18004) of links, for windows and for
// terminals.
//
// It depends on rsc.io/qr, which makes QR codes and is small.
package qr

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Rows returns text as a QR code: a row for each line of modules, with 1 for a
// dark one and 0 for a light one. The quiet zone around it, four modules wide,
// is left to the program that draws it. It can be read with 15 % of it hidden
// (level M). The error is for a text of more than 2,331 bytes.
func Rows(text string) ([]string, error) {
	code, err := encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	rows := make([]string, code.Size)
	for y := range rows {
		var row strings.Builder
		for x := range code.Size {
			if code.Black(x, y) {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		rows[y] = row.String()
	}
	return rows, nil
}

// terminalQuiet is the width of the quiet zone on a terminal. Cameras read a code
// with two modules, and four would not fit on small terminals.
const terminalQuiet = 2

// White on black, whatever the colours of the terminal are: on a light one the
// code would be inverted.
const (
	whiteOnBlack = "\x1b[97;40m"
	asBefore     = "\x1b[0m"
)

// Terminal returns text as a QR code of half blocks, two modules in a character:
// the lines of a terminal that shows UTF-8 and colours, with the quiet zone. It
// can be read with 7 % of it hidden (level L). The error is that of Rows, for
// more than 2,953 bytes.
func Terminal(text string) (lines []string, err error) {
	code, err := encode(text, qr.L)
	if err != nil {
		return nil, err
	}
	end := code.Size + terminalQuiet
	for y := -terminalQuiet; y < end; y += 2 {
		var line strings.Builder
		for x := -terminalQuiet; x < end; x++ {
			line.WriteString(block(!code.Black(x, y), !code.Black(x, y+1) && y+1 < end))
		}
		lines = append(lines, whiteOnBlack+line.String()+asBefore)
	}
	return lines, nil
}

// block returns the character with these halves light.
func block(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}

func encode(text string, level qr.Level) (*qr.Code, error) {
	code, err := qr.Encode(text, level)
	if err != nil {
		return nil, fmt.Errorf("making a QR code: %w", err)
	}
	return code, nil
}
