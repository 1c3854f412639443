package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
)

// ErrDamaged says that a picture cannot be stripped, because it is not built as
// its format asks for.
var ErrDamaged = errors.New("the picture is damaged")

// CanStrip reports whether Strip knows pictures of a type.
func CanStrip(kind string) bool {
	return kind == "image/jpeg" || kind == "image/png" || kind == "image/webp"
}

// Strip returns a JPEG, PNG or WebP without what tells where, when and with what
// it was made: EXIF but for the orientation, XMP, IPTC, comments, and what is
// behind the end of the picture, where phones keep films. Pixels and colours stay
// as they are. The error is ErrDamaged.
func Strip(b []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, soi}):
		return stripJPEG(b)
	case bytes.HasPrefix(b, []byte(pngSign)):
		return stripPNG(b)
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return stripWebP(b)
	}
	return nil, ErrDamaged
}

// Markers of a JPEG, ITU-T T.81 table B.1.
const (
	soi  = 0xD8
	eoi  = 0xD9
	sos  = 0xDA
	app0 = 0xE0
	app1 = 0xE1
	app2 = 0xE2
	appE = 0xEE // Adobe's, which says what the colours mean
	appF = 0xEF
	com  = 0xFE
)

func stripJPEG(b []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(b)), 0xFF, soi)
	turned := false
	for at := 2; ; {
		if at+2 > len(b) || b[at] != 0xFF {
			return nil, ErrDamaged
		}
		marker := b[at+1]
		if marker == 0xFF { // filling
			at++
			continue
		}
		if marker == eoi {
			return append(out, 0xFF, eoi), nil
		}
		if at+4 > len(b) {
			return nil, ErrDamaged
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end < at+4 || end > len(b) {
			return nil, ErrDamaged
		}
		body := b[at+4 : end]
		switch {
		case marker == app1 && isEXIF(body):
			if o := orientation(body); o != 1 && !turned {
				exif := append([]byte(exifMark), orientationOnly(o)...)
				out = append(out, 0xFF, app1, 0, byte(len(exif)+2))
				out = append(out, exif...)
				turned = true
			}
		case marker == app0 && bytes.HasPrefix(body, []byte("JFIF\x00")), marker == appE && bytes.HasPrefix(body, []byte("Adobe")),
			marker == app2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
			out = append(out, b[at:end]...)
		case marker >= app0 && marker <= appF, marker == com:
		default:
			out = append(out, b[at:end]...)
		}
		if at = end; marker == sos {
			scan := endOfScan(b, at)
			out = append(out, b[at:scan]...)
			at = scan
		}
	}
}

// endOfScan returns where the entropy-coded data that begins at at ends: there
// 0xFF is followed by 0, or by the marker of a restart.
func endOfScan(b []byte, at int) int {
	for ; at+1 < len(b); at++ {
		if next := b[at+1]; b[at] == 0xFF && next != 0 && (next < 0xD0 || next > 0xD7) {
			return at
		}
	}
	return len(b)
}

// pngSign begins every PNG.
const pngSign = "\x89PNG\r\n\x1a\n"

// pngChunks are those that the look of a PNG depends on, see the PNG
// Specification, section 11, and those of an animation.
var pngChunks = []string{
	"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "pHYs",
	"acTL", "fcTL", "fdAT",
}

func stripPNG(b []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(b)), pngSign...)
	for at := len(pngSign); ; {
		if at+12 > len(b) {
			return nil, ErrDamaged
		}
		n := int64(binary.BigEndian.Uint32(b[at:]))
		if n > int64(len(b)-at-12) {
			return nil, ErrDamaged
		}
		end := at + 12 + int(n)
		switch name := string(b[at+4 : at+8]); {
		case slices.Contains(pngChunks, name):
			out = append(out, b[at:end]...)
			if name == "IEND" {
				return out, nil
			}
		case name == "eXIf":
			if o := orientation(b[at+8 : end-4]); o != 1 {
				out = appendChunk(out, name, orientationOnly(o))
			}
		}
		at = end
	}
}

func appendChunk(b []byte, name string, body []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
	from := len(b)
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[from:]))
}

// webpChunks are those that the look of a WebP depends on, RFC 9649 section 2.7.
var webpChunks = []string{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"}

// Flags of VP8X.
const (
	webpEXIF = 0x08
	webpXMP  = 0x04
)

func stripWebP(b []byte) ([]byte, error) {
	length := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if length > int64(len(b)) || length < 12 {
		return nil, ErrDamaged
	}
	out := append(make([]byte, 0, len(b)), b[:12]...)
	b = b[:length]
	flags := -1
	for at := 12; at < len(b); {
		if at+8 > len(b) {
			return nil, ErrDamaged
		}
		n := int64(binary.LittleEndian.Uint32(b[at+4:]))
		if n += n % 2; n > int64(len(b)-at-8) {
			return nil, ErrDamaged
		}
		end := at + 8 + int(n)
		switch name := string(b[at : at+4]); {
		case slices.Contains(webpChunks, name):
			if name == "VP8X" && n > 0 {
				flags = len(out) + 8
			}
			out = append(out, b[at:end]...)
			if name == "VP8X" && n > 0 {
				out[flags] &^= webpEXIF | webpXMP
			}
		case name == "EXIF" && flags >= 0:
			if o := orientation(b[at+8 : end]); o != 1 {
				exif := orientationOnly(o)
				out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(exif)))
				out = append(out, exif...)
				out[flags] |= webpEXIF
			}
		}
		at = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}
