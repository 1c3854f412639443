package desktop

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// dotColour says that there is something to read.
var dotColour = color.NRGBA{0xe5, 0x48, 0x4d, 0xff}

// Icon returns the picture of a PNG file, size pixels wide and high as a PNG
// file, with a dot in its upper right corner if there is something to read.
func Icon(picture []byte, size int, dot bool) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, fmt.Errorf("reading the icon: %w", err)
	}
	to := shrink(from, size)
	if dot {
		mark(to)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, to); err != nil {
		return nil, fmt.Errorf("making an icon: %w", err)
	}
	return b.Bytes(), nil
}

// shrink gives every pixel the mean of those that it stands for.
func shrink(from image.Image, size int) *image.NRGBA {
	to := image.NewNRGBA(image.Rect(0, 0, size, size))
	bounds := from.Bounds()
	side := func(i, length int) (begin, end int) {
		begin = i * length / size
		return begin, max(begin+1, (i+1)*length/size)
	}
	for y := range size {
		top, bottom := side(y, bounds.Dy())
		for x := range size {
			left, right := side(x, bounds.Dx())
			var r, g, b, a, n uint64
			for j := top; j < bottom; j++ {
				for i := left; i < right; i++ {
					pr, pg, pb, pa := from.At(bounds.Min.X+i, bounds.Min.Y+j).RGBA()
					r, g, b, a, n = r+uint64(pr), g+uint64(pg), b+uint64(pb), a+uint64(pa), n+1
				}
			}
			to.Set(x, y, color.RGBA64{uint16(r / n), uint16(g / n), uint16(b / n), uint16(a / n)})
		}
	}
	return to
}

// mark puts a dot in the upper right corner, and a gap around it so that it
// stands out from what is below.
func mark(to *image.NRGBA) {
	size := float64(to.Bounds().Dx())
	radius, gap := size*0.22, size*0.06
	cx, cy := size-radius, radius
	for y := range to.Bounds().Dy() {
		for x := range to.Bounds().Dx() {
			away := math.Hypot(float64(x)+0.5-cx, float64(y)+0.5-cy)
			p := to.NRGBAAt(x, y)
			p.A = uint8(float64(p.A) * covered(away-radius-gap))
			if in := 1 - covered(away-radius); in > 0 {
				p = dotColour
				p.A = uint8(math.Round(255 * in))
			}
			to.SetNRGBA(x, y, p)
		}
	}
}

// covered is how much of a pixel is outside of a circle, whose edge is so far from it.
func covered(beyond float64) float64 { return max(0, min(1, beyond+0.5)) }

// ico returns a PNG file of size pixels as the ICO file that Windows wants,
// which may have one in it.
func ico(picture []byte, size int) []byte {
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, []uint16{0, 1, 1}) // an icon, one picture
	b.Write([]byte{byte(size), byte(size), 0, 0})
	_ = binary.Write(&b, binary.LittleEndian, []uint16{1, 32})
	_ = binary.Write(&b, binary.LittleEndian, []uint32{uint32(len(picture)), uint32(b.Len() + 8)})
	b.Write(picture)
	return b.Bytes()
}
