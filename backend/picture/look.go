// Package picture prepares pictures to be sent: it looks at what a file is before
// anything is decoded, takes out what a picture says besides its pixels, and makes
// a small one of it.
package picture

import (
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // each registers its decoder
	_ "image/jpeg" //
	_ "image/png"  //
	"io"

	_ "golang.org/x/image/webp" //
)

// MaxPixels is how many pixels a picture may have, those of all its frames
// counted. Decoded they take four bytes each, here and in the page.
const MaxPixels = 32 << 20

// What Look says of a file that is not shown as a picture.
var (
	ErrNotPicture = errors.New("this is no picture that can be shown")
	ErrTooLarge   = errors.New("the picture has too many pixels to be shown")
)

// Info is what a picture is, without its pixels.
type Info struct {
	Type          string // image/jpeg, image/png, image/gif or image/webp
	Width, Height int    // in pixels, as it is meant to be seen
	Orientation   int    // 1 to 8, as in EXIF
}

// Look returns what the picture in r is. It decodes no pixels and allocates a few
// KiB, whatever the file says of itself. The error is ErrNotPicture or ErrTooLarge,
// or says why r could not be read. With ErrTooLarge, Info is filled in.
func Look(r io.ReadSeeker) (Info, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Info{}, fmt.Errorf("looking at a picture: %w", err)
	}
	config, format, err := image.DecodeConfig(r)
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return Info{}, ErrNotPicture
	}
	info := Info{Type: "image/" + format, Width: config.Width, Height: config.Height, Orientation: 1}
	size := int64(config.Width) * int64(config.Height)
	if size > MaxPixels {
		return info, ErrTooLarge
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Info{}, fmt.Errorf("looking at a picture: %w", err)
	}
	about := scan(r, info.Type)
	if size*int64(max(1, about.frames)) > MaxPixels {
		return info, ErrTooLarge
	}
	info.Orientation = about.orientation
	if info.Orientation >= 5 {
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}
