package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"sync"

	"golang.org/x/image/draw"
)

// What a preview is at the most.
const (
	PreviewSide  = 480      // pixels of its longer side
	PreviewBytes = 24 << 10 // as a JPEG
)

// decoding has one picture decoded at a time: each takes up to 128 MiB.
var decoding sync.Mutex

// A Preview is a small picture of another one. It has pixels and nothing else.
type Preview struct {
	JPEG []byte
	Tint string // the colour that it is on the whole, #rrggbb
}

// NewPreview makes a preview of the picture in r, which Look has said info of.
func NewPreview(r io.ReadSeeker, info Info) (Preview, error) {
	decoding.Lock()
	defer decoding.Unlock()
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Preview{}, fmt.Errorf("making a preview: %w", err)
	}
	whole, _, err := image.Decode(r)
	if err != nil {
		return Preview{}, fmt.Errorf("making a preview: %w", err)
	}
	if size := whole.Bounds(); int64(size.Dx())*int64(size.Dy()) > MaxPixels {
		return Preview{}, ErrTooLarge
	}
	small := turn(shrink(whole, PreviewSide), info.Orientation)
	p := Preview{Tint: tint(small)}
	for side := PreviewSide; ; side = side * 3 / 4 {
		if side < PreviewSide {
			small = shrink(small, side)
		}
		for quality := 75; quality >= 20; quality -= 11 {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
				return Preview{}, fmt.Errorf("making a preview: %w", err)
			}
			if out.Len() <= PreviewBytes {
				p.JPEG = out.Bytes()
				return p, nil
			}
		}
	}
}

// shrink returns a picture of which no side is longer, on white.
func shrink(whole image.Image, side int) *image.RGBA {
	b := whole.Bounds()
	scale := min(1, float64(side)/float64(max(b.Dx(), b.Dy())))
	small := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(b.Dx())*scale)), max(1, int(float64(b.Dy())*scale))))
	draw.Draw(small, small.Rect, image.White, image.Point{}, draw.Src) // a JPEG has no transparency
	draw.ApproxBiLinear.Scale(small, small.Rect, whole, b, draw.Over, nil)
	return small
}

// turn returns a picture as an orientation of EXIF wants it to be seen.
func turn(m *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range turned.Rect.Dy() {
		for x := range turned.Rect.Dx() {
			fromX, fromY := x, y
			if orientation >= 5 {
				fromX, fromY = y, x
			}
			if orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8 {
				fromX = w - 1 - fromX
			}
			if orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 {
				fromY = h - 1 - fromY
			}
			turned.SetRGBA(x, y, m.RGBAAt(fromX, fromY))
		}
	}
	return turned
}

// tint returns the mean of all pixels.
func tint(m *image.RGBA) string {
	var r, g, b, n int
	for i := 0; i+3 < len(m.Pix); i += 4 {
		r, g, b, n = r+int(m.Pix[i]), g+int(m.Pix[i+1]), b+int(m.Pix[i+2]), n+1
	}
	return fmt.Sprintf("#%02x%02x%02x", r/n, g/n, b/n)
}
