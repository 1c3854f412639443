package picture

import (
	"bytes"
	"encoding/binary"
)

// exifMark begins a JPEG's segment of EXIF; what follows is a TIFF file.
const exifMark = "Exif\x00\x00"

func isEXIF(segment []byte) bool { return bytes.HasPrefix(segment, []byte(exifMark)) }

// orientation returns the tag 0x0112 of EXIF's first directory, 1 to 8; 1 if there
// is none. t is a TIFF file, which may have exifMark before it.
func orientation(t []byte) int {
	t = bytes.TrimPrefix(t, []byte(exifMark))
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if t[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at < 8 || at+2 > int64(len(t)) {
		return 1
	}
	for i := range int64(order.Uint16(t[at:])) {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(t)) {
			break
		}
		if order.Uint16(t[entry:]) == 0x0112 {
			if o := int(order.Uint16(t[entry+8:])); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
}

// orientationOnly returns a TIFF file that says an orientation and nothing else.
func orientationOnly(o int) []byte {
	return append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(o), 0, 0, 0, 0, 0, 0)
}
