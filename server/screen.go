package main

import (
	"cmp"
	"io"
	"os"
	"strings"
)

// The least terminal for a QR code with the lines around it.
const (
	qrColumns = 45
	qrRows    = 30
)

// showsQR reports whether stdout is a terminal on which a QR code can be scanned.
func showsQR(stdout io.Writer, env func(string) string) bool {
	file, ok := stdout.(*os.File)
	if !ok {
		return false
	}
	columns, rows := screenSize(file)
	return fitsQR(columns, rows, env)
}

// fitsQR reports whether a terminal of this size shows a QR code: its characters
// are UTF-8, and it knows colours.
func fitsQR(columns, rows int, env func(string) string) bool {
	characters := strings.ToLower(cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG")))
	utf8 := strings.Contains(characters, "utf-8") || strings.Contains(characters, "utf8") ||
		env("WT_SESSION") != "" // Windows Terminal
	return columns >= qrColumns && rows >= qrRows && utf8 && env("TERM") != "dumb"
}
