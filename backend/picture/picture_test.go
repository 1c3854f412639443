package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"
)

// place is what must not leave the device.
const place = "GPS-52.5200N-13.4050E"

// photo returns a picture that is red at its top left.
func photo(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{byte(x * y >> 4), byte(x ^ y), 200, 255}
			if x < w/4 && y < h/4 {
				c = color.RGBA{255, 0, 0, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// exif returns EXIF with an orientation and a place.
func exif(o int) []byte {
	t := []byte("MM\x00*\x00\x00\x00\x08\x00\x02\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	t = append(t, byte(o), 0, 0)
	t = append(t, "\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00"...)
	return append(t, place...)
}

func segment(marker byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2)), body...)
}

// aJPEG returns a photo that says where it was taken in every way there is.
func aJPEG(t testing.TB, o int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, photo(64, 48), nil); err != nil {
		t.Fatal(err)
	}
	j := append([]byte{0xFF, soi}, segment(app1, exifMark+string(exif(o)))...)
	j = append(j, segment(app1, "http://ns.adobe.com/xap/1.0/\x00"+place)...)
	j = append(j, segment(0xED, "Photoshop 3.0\x00"+place)...)
	j = append(j, segment(com, place)...)
	j = append(j, segment(app2, "MPF\x00"+place)...)
	j = append(j, segment(app2, "ICC_PROFILE\x00colours")...)
	j = append(j, b.Bytes()[2:]...)
	return append(append(j, "a film with its "+place...), 0xFF, eoi)
}

func aPNG(t testing.TB, o int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, photo(64, 48)); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	p := append([]byte{}, plain[:33]...) // with IHDR
	p = appendChunk(p, "eXIf", exif(o))
	p = appendChunk(p, "iTXt", []byte("XML:com.adobe.xmp\x00"+place))
	p = appendChunk(p, "tEXt", []byte("Comment\x00"+place))
	p = appendChunk(p, "gAMA", []byte{0, 0, 0xB1, 0x8F})
	return append(append(p, plain[33:]...), place...)
}

// aWebP returns a picture of one pixel in the extended format.
func aWebP(t testing.TB, o int) []byte {
	t.Helper()
	simple, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	w := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00"), webpEXIF|webpXMP, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	w = append(w, simple[12:]...)
	for name, body := range map[string]string{"EXIF": string(exif(o)), "XMP ": place} {
		if len(body)%2 == 1 {
			body += "\x00"
		}
		w = append(binary.LittleEndian.AppendUint32(append(w, name...), uint32(len(body))), body...)
	}
	binary.LittleEndian.PutUint32(w[4:], uint32(len(w)-8))
	return append(w, place...)
}

// What is stripped says nothing of where it was taken, in any of the three
// formats; it looks as it did, and which way is up stays.
func TestStripTakesOutThePlaceAndNothingElse(t *testing.T) {
	for name, make := range map[string]func(testing.TB, int) []byte{"JPEG": aJPEG, "PNG": aPNG, "WebP": aWebP} {
		for _, o := range []int{1, 6} {
			whole := make(t, o)
			if !bytes.Contains(whole, []byte(place)) {
				t.Fatalf("%s: the test has no place in it", name)
			}
			stripped, err := Strip(whole)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if bytes.Contains(stripped, []byte(place)) || bytes.Contains(stripped, []byte("GPS")) {
				t.Errorf("%s: the place is still there", name)
			}
			before, after := looked(t, whole), looked(t, stripped)
			if before != after || after.Orientation != o {
				t.Errorf("%s with orientation %d is %+v, and was %+v", name, o, after, before)
			}
			if a, b := pixels(t, whole), pixels(t, stripped); !bytes.Equal(a, b) {
				t.Errorf("%s: other pixels", name)
			}
			if again, err := Strip(stripped); err != nil || !bytes.Equal(again, stripped) {
				t.Errorf("%s: stripped twice it is another one, %v", name, err)
			}
		}
	}
	if s, _ := Strip(aJPEG(t, 1)); !bytes.Contains(s, []byte("ICC_PROFILE\x00colours")) {
		t.Error("the colours are gone")
	}
	if s, _ := Strip(aPNG(t, 1)); !bytes.Contains(s, []byte("gAMA")) {
		t.Error("the colours of the PNG are gone")
	}
}

func looked(t testing.TB, b []byte) Info {
	t.Helper()
	info, err := Look(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func pixels(t testing.TB, b []byte) []byte {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return shrink(m, 1000).Pix
}

// A picture is seen the right way up, whatever the camera was held like.
func TestAPreviewIsTheRightWayUp(t *testing.T) {
	corners := map[int][2]int{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}}
	for o, corner := range corners {
		whole := aJPEG(t, o)
		info := looked(t, whole)
		p, err := NewPreview(bytes.NewReader(whole), info)
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		size := m.Bounds()
		if size.Dx() != info.Width || size.Dy() != info.Height || (o >= 5) != (info.Height > info.Width) {
			t.Errorf("with %d it is said to be %d×%d, and is %v", o, info.Width, info.Height, size)
		}
		r, g, _, _ := m.At(3+corner[0]*(size.Dx()-7), 3+corner[1]*(size.Dy()-7)).RGBA()
		if r>>8 < 200 || g>>8 > 80 {
			t.Errorf("with %d the red corner is elsewhere", o)
		}
	}
}

func TestAPreviewIsSmall(t *testing.T) {
	m := photo(900, 700)
	noise := uint32(1)
	for i := range m.Pix { // which a JPEG makes nothing smaller of
		noise = noise*1664525 + 1013904223
		m.Pix[i] = byte(noise >> 24)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(b.Bytes())
	p, err := NewPreview(r, looked(t, b.Bytes()))
	if err != nil || len(p.JPEG) > PreviewBytes || len(p.Tint) != 7 || p.Tint[0] != '#' {
		t.Errorf("it has %d bytes and the tint %q, %v", len(p.JPEG), p.Tint, err)
	}
}

// A file that says it has 400 million pixels is refused before it costs anything.
func TestABombIsRefusedBeforeItIsDecoded(t *testing.T) {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 20_000), 20_000)
	bomb := appendChunk([]byte(pngSign), "IHDR", append(head, 8, 0, 0, 0, 0))
	bomb = appendChunk(bomb, "IDAT", make([]byte, 47<<10))
	r := bytes.NewReader(bomb)

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	info, err := Look(r)
	runtime.ReadMemStats(&after)

	if !errors.Is(err, ErrTooLarge) || info.Width != 20_000 {
		t.Errorf("it comes to %+v, %v", info, err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 6<<10 {
		t.Errorf("to refuse it takes %d bytes", took)
	}
}

// Many frames are as much to decode as one large picture.
func TestFramesCount(t *testing.T) {
	frame := image.NewPaletted(image.Rect(0, 0, 2000, 2000), color.Palette{color.Black, color.White})
	var g bytes.Buffer
	all := gif.GIF{Config: image.Config{Width: 2000, Height: 2000, ColorModel: frame.Palette}}
	for range 9 {
		all.Image, all.Delay = append(all.Image, image.NewPaletted(image.Rect(0, 0, 1, 1), frame.Palette)), append(all.Delay, 1)
	}
	if err := gif.EncodeAll(&g, &all); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(bytes.NewReader(g.Bytes())); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a GIF of 9 frames of 4 million pixels: %v", err)
	}
	p := aPNG(t, 1)
	p = append(appendChunk(append([]byte{}, p[:33]...), "acTL", []byte{0, 1, 0, 0, 0, 0, 0, 0}), p[33:]...)
	if _, err := Look(bytes.NewReader(p)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a PNG of 65536 frames of 3072 pixels: %v", err)
	}
	if _, err := Look(bytes.NewReader([]byte("<svg onload=alert(1)>"))); !errors.Is(err, ErrNotPicture) {
		t.Errorf("an SVG: %v", err)
	}
}

// A WebP whose frame is larger than it says in front is not decoded.
func TestAWebPIsAsLargeAsItSays(t *testing.T) {
	w := aWebP(t, 1)
	i := bytes.Index(w, []byte("VP8L"))
	binary.LittleEndian.PutUint32(w[i+9:], 16383|16383<<14)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	info, err := Look(bytes.NewReader(w))
	if err == nil {
		_, err = NewPreview(bytes.NewReader(w), info)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; err == nil || took > 1<<20 {
		t.Errorf("it takes %d bytes and comes to %v", took, err)
	}
}

func FuzzPicture(f *testing.F) {
	f.Add(aJPEG(f, 6))
	f.Add(aPNG(f, 6))
	f.Add(aWebP(f, 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		info, err := Look(bytes.NewReader(b))
		stripped, serr := Strip(b)
		if err != nil || serr != nil {
			return
		}
		if again, err := Strip(stripped); err != nil || !bytes.Equal(again, stripped) {
			t.Errorf("stripped twice it is another one, %v", err)
		}
		if info.Width*info.Height < 1<<16 {
			_, _ = NewPreview(bytes.NewReader(b), info)
		}
	})
}
