package picture

import (
	"bufio"
	"encoding/binary"
	"io"
)

// about is what scan has found.
type about struct {
	orientation int // 1 to 8
	frames      int // 0 if the format does not say
}

// maxEXIF is how much of a block of EXIF is read: its orientation is in front.
const maxEXIF = 64 << 10

// scan walks the blocks of a picture and reads next to nothing of them. What
// cannot be read is as if it were not there.
func scan(r io.Reader, kind string) (a about) {
	a.orientation = 1
	b := bufio.NewReader(r)
	switch kind {
	case "image/jpeg":
		scanJPEG(b, &a)
	case "image/png":
		scanPNG(b, &a)
	case "image/webp":
		scanWebP(b, &a)
	case "image/gif":
		scanGIF(b, &a)
	}
	return a
}

// read returns the next n bytes, maxEXIF at the most, and skips the rest of them.
func read(r *bufio.Reader, n int) []byte {
	b := make([]byte, min(n, maxEXIF))
	got, err := io.ReadFull(r, b)
	if err == nil {
		_, _ = r.Discard(n - got)
	}
	return b[:got]
}

func scanJPEG(r *bufio.Reader, a *about) {
	if _, err := r.Discard(2); err != nil {
		return
	}
	var head [4]byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil || head[0] != 0xFF || head[1] == sos || head[1] == eoi {
			return
		}
		n := int(binary.BigEndian.Uint16(head[2:])) - 2
		if n < 0 {
			return
		}
		if head[1] == app1 {
			if body := read(r, n); isEXIF(body) {
				a.orientation = orientation(body[len(exifMark):])
				return
			}
		} else if _, err := r.Discard(n); err != nil {
			return
		}
	}
}

func scanPNG(r *bufio.Reader, a *about) {
	if _, err := r.Discard(len(pngSign)); err != nil {
		return
	}
	var head [8]byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		n := int64(binary.BigEndian.Uint32(head[:]))
		if n > 1<<31-1 {
			return
		}
		skip := int(n) + 4 // with the checksum
		switch string(head[4:]) {
		case "acTL":
			if body := read(r, skip); len(body) >= 4 {
				a.frames = int(min(binary.BigEndian.Uint32(body), MaxPixels+1))
			}
		case "eXIf":
			a.orientation = orientation(read(r, skip))
		case "IEND":
			return
		default:
			if _, err := r.Discard(skip); err != nil {
				return
			}
		}
	}
}

func scanWebP(r *bufio.Reader, a *about) {
	if _, err := r.Discard(12); err != nil {
		return
	}
	var head [8]byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		n := int64(binary.LittleEndian.Uint32(head[4:]))
		if n > 1<<31-2 {
			return
		}
		skip := int(n + n%2)
		switch string(head[:4]) {
		case "EXIF":
			a.orientation = orientation(read(r, skip))
			continue
		case "ANMF":
			a.frames++
		}
		if _, err := r.Discard(skip); err != nil {
			return
		}
	}
}

// scanGIF counts the frames of a GIF, see the GIF89a Specification, sections 17 to 27.
func scanGIF(r *bufio.Reader, a *about) {
	var head [13]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || !skipColours(r, head[10]) {
		return
	}
	for a.frames <= MaxPixels {
		kind, err := r.ReadByte()
		switch {
		case err != nil:
			return
		case kind == 0x21: // an extension
			if _, err := r.Discard(1); err != nil || !skipBlocks(r) {
				return
			}
		case kind == 0x2C: // a frame
			a.frames++
			var frame [9]byte
			if _, err := io.ReadFull(r, frame[:]); err != nil || !skipColours(r, frame[8]) {
				return
			}
			if _, err := r.Discard(1); err != nil || !skipBlocks(r) {
				return
			}
		default:
			return
		}
	}
}

// skipColours skips the table of colours that a field of flags announces.
func skipColours(r *bufio.Reader, flags byte) bool {
	if flags&0x80 == 0 {
		return true
	}
	_, err := r.Discard(3 << (flags&7 + 1))
	return err == nil
}

// skipBlocks skips blocks up to the empty one.
func skipBlocks(r *bufio.Reader) bool {
	for {
		n, err := r.ReadByte()
		if err != nil || n == 0 {
			return err == nil
		}
		if _, err := r.Discard(int(n)); err != nil {
			return false
		}
	}
}
