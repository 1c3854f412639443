package desktop

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"testing"
)

// blue returns a PNG file that is blue all over.
func blue(size int) []byte {
	to := image.NewNRGBA(image.Rect(0, 0, size, size))
	draw.Draw(to, to.Bounds(), image.NewUniform(color.NRGBA{0, 0, 255, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, to); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func decode(t *testing.T, picture []byte, err error) image.Image {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTheIconIsSmallAndHasADotIfThereIsSomethingToRead(t *testing.T) {
	real, err := os.ReadFile("../../build/appicon.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{16, 32, 64} {
		plain, err := Icon(real, size, false)
		without := decode(t, plain, err)
		dotted, err := Icon(real, size, true)
		with := decode(t, dotted, err)
		if without.Bounds() != image.Rect(0, 0, size, size) || with.Bounds() != without.Bounds() {
			t.Errorf("of %d pixels it has %v and %v", size, without.Bounds(), with.Bounds())
		}
		dot := color.NRGBAModel.Convert(with.At(size-size/4, size/4-1))
		if dot != dotColour {
			t.Errorf("of %d pixels the dot is %v, want %v", size, dot, dotColour)
		}
		if got, want := with.At(size/4, 3*size/4), without.At(size/4, 3*size/4); got != want {
			t.Errorf("of %d pixels it is %v away from the dot, want %v", size, got, want)
		}
		if _, _, _, a := without.At(size/2, size/2).RGBA(); a == 0 {
			t.Errorf("of %d pixels nothing is to be seen", size)
		}
	}
}

func TestAnIconKeepsItsColoursAndMayBeEnlarged(t *testing.T) {
	for _, from := range []int{1, 7, 64, 300} {
		small, err := Icon(blue(from), 32, false)
		got := decode(t, small, err)
		for _, at := range []image.Point{{0, 0}, {31, 31}, {16, 3}} {
			if c := color.NRGBAModel.Convert(got.At(at.X, at.Y)); c != (color.NRGBA{0, 0, 255, 255}) {
				t.Errorf("from %d pixels it is %v at %v", from, c, at)
			}
		}
	}
	if _, err := Icon([]byte("no picture"), 32, false); err == nil {
		t.Error("nothing is an icon")
	}
}

func TestWindowsGetsThePictureInAnIconFile(t *testing.T) {
	small, err := Icon(blue(64), 32, true)
	if err != nil {
		t.Fatal(err)
	}
	file := ico(small, 32)
	var head struct {
		Zero, Icon, Pictures        uint16
		Width, Height, Colours, Nil byte
		Planes, Bits                uint16
		Length, From                uint32
	}
	if err := binary.Read(bytes.NewReader(file), binary.LittleEndian, &head); err != nil {
		t.Fatal(err)
	}
	if head.Zero != 0 || head.Icon != 1 || head.Pictures != 1 || head.Width != 32 || head.Height != 32 || head.Bits != 32 || head.Colours != 0 || head.Nil != 0 || head.Planes != 1 {
		t.Errorf("the file begins with %+v", head)
	}
	if int(head.From)+int(head.Length) != len(file) || !bytes.Equal(file[head.From:], small) {
		t.Errorf("the picture is said to be at %d, %d long; the file has %d", head.From, head.Length, len(file))
	}
}
