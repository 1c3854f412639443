package transfer

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// maxMembers is how many files a folder may have.
const maxMembers = 20_000

// A folder is read as a zip archive that stores its files as they are. Its layout
// is known from their sizes alone, so that its length is known before, and any
// part of it can be made again. A checksum stands behind each file, where APPNOTE
// 4.3.9 has it, because nothing is read before it is sent.
type folder struct {
	root    string
	members []member
	size    int64
	parts   []part // in their order
}

// A member is a file of a folder.
type member struct {
	name     string // with / between folders
	size     int64
	modified time.Time
	offset   int64 // of its header in the archive
	sum      *uint32
}

// A part is a stretch of the archive: bytes that are there, or made when they are
// read.
type part struct {
	from, size int64
	make       func() ([]byte, error)
	member     *member // a file's bytes; nil otherwise
}

// openFolder looks through a folder. What is neither a file nor a folder is left out.
func openFolder(root string) (*folder, error) {
	f := &folder{root: root}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.Type().IsRegular():
			return nil
		case len(f.members) == maxMembers:
			return problem(FolderTooBig, "name", filepath.Base(root), "max", maxMembers)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		f.members = append(f.members, member{
			name: filepath.Base(root) + "/" + strings.ToValidUTF8(filepath.ToSlash(name), "_"), size: info.Size(), modified: info.ModTime(),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(f.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	f.layOut()
	return f, nil
}

// layOut works out where everything is.
func (f *folder) layOut() {
	add := func(p part) {
		p.from = f.size
		f.size += p.size
		f.parts = append(f.parts, p)
	}
	for i := range f.members {
		m := &f.members[i]
		m.offset = f.size
		head := m.header()
		add(part{size: int64(len(head)), make: func() ([]byte, error) { return head, nil }})
		add(part{size: m.size, member: m})
		add(part{size: descriptorSize, make: func() ([]byte, error) { return f.descriptor(m) }})
	}
	start := f.size
	for i := range f.members {
		m := &f.members[i]
		add(part{size: m.entrySize(), make: func() ([]byte, error) { return f.entry(m) }})
	}
	end := endOf(len(f.members), start, f.size-start)
	add(part{size: int64(len(end)), make: func() ([]byte, error) { return end, nil }})
}

// Size returns how long the archive is, in bytes.
func (f *folder) Size() int64 { return f.size }

// Close does nothing: files are opened when they are read.
func (f *folder) Close() error { return nil }

// Check looks through the folder again.
func (f *folder) Check() error {
	now, err := openFolder(f.root)
	if err != nil || !slices.EqualFunc(now.members, f.members, func(a, b member) bool {
		return a.name == b.name && a.size == b.size && a.modified.Equal(b.modified)
	}) {
		return problem(FileChanged, "name", filepath.Base(f.root))
	}
	return nil
}

// ReadAt makes a stretch of the archive.
func (f *folder) ReadAt(b []byte, at int64) (n int, err error) {
	i, found := slices.BinarySearchFunc(f.parts, at, func(p part, at int64) int {
		switch {
		case at < p.from:
			return 1
		case at >= p.from+p.size:
			return -1
		}
		return 0
	})
	if !found {
		return 0, io.EOF
	}
	for ; i < len(f.parts) && n < len(b); i++ {
		p := f.parts[i]
		if p.size == 0 {
			continue
		}
		from := at + int64(n) - p.from
		most := b[n:min(int64(len(b)), int64(n)+p.size-from)]
		if p.member != nil {
			err = f.read(p.member, most, from)
		} else {
			var made []byte
			if made, err = p.make(); err == nil {
				copy(most, made[from:])
			}
		}
		if err != nil {
			return n, err
		}
		n += len(most)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// open opens a member, if it is as it was.
func (f *folder) open(m *member) (*os.File, error) {
	changed := problem(FileChanged, "name", filepath.Base(f.root))
	_, name, _ := strings.Cut(m.name, "/")
	file, err := os.Open(filepath.Join(f.root, filepath.FromSlash(name)))
	if err != nil {
		return nil, changed
	}
	if info, err := file.Stat(); err != nil || info.Size() != m.size || !info.ModTime().Equal(m.modified) {
		_ = file.Close()
		return nil, changed
	}
	return file, nil
}

func (f *folder) read(m *member, b []byte, at int64) error {
	file, err := f.open(m)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if _, err := file.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
		return problem(FileUnread, "name", filepath.Base(f.root))
	}
	return nil
}

// sum returns the checksum of a member, which is read once for it: where an upload
// goes on behind it, another time.
func (f *folder) sum(m *member) (uint32, error) {
	if m.sum != nil {
		return *m.sum, nil
	}
	file, err := f.open(m)
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	h := crc32.NewIEEE()
	if _, err := io.Copy(h, file); err != nil {
		return 0, problem(FileUnread, "name", filepath.Base(f.root))
	}
	m.sum = new(h.Sum32())
	return *m.sum, nil
}

// Signatures and sizes of APPNOTE 4.3: every file has the sizes of zip64, so that
// a header is as long for a small file as for a large one.
const (
	descriptorSize = 24
	zip64Version   = 45
	flags          = 0x0808 // sizes stand behind the file; names are UTF-8
)

var little = binary.LittleEndian

func (m *member) dosTime() (date, clock uint16) {
	t := m.modified.UTC()
	if t.Year() < 1980 || t.Year() > 2107 {
		return 1<<5 | 1, 0
	}
	return uint16(t.Year()-1980)<<9 | uint16(t.Month())<<5 | uint16(t.Day()), uint16(t.Hour())<<11 | uint16(t.Minute())<<5 | uint16(t.Second()/2)
}

// header is the local file header, 4.3.7.
func (m *member) header() []byte {
	date, clock := m.dosTime()
	b := little.AppendUint32(nil, 0x04034b50)
	for _, v := range []uint16{zip64Version, flags, 0, clock, date} {
		b = little.AppendUint16(b, v)
	}
	b = little.AppendUint32(b, 0)
	b = little.AppendUint32(b, 0xffffffff)
	b = little.AppendUint32(b, 0xffffffff)
	b = little.AppendUint16(b, uint16(len(m.name)))
	b = little.AppendUint16(b, 20)
	b = append(b, m.name...)
	b = little.AppendUint16(little.AppendUint16(b, 1), 16)
	return little.AppendUint64(little.AppendUint64(b, uint64(m.size)), uint64(m.size))
}

// descriptor is the data descriptor, 4.3.9.
func (f *folder) descriptor(m *member) ([]byte, error) {
	sum, err := f.sum(m)
	if err != nil {
		return nil, err
	}
	b := little.AppendUint32(little.AppendUint32(nil, 0x08074b50), sum)
	return little.AppendUint64(little.AppendUint64(b, uint64(m.size)), uint64(m.size)), nil
}

func (m *member) entrySize() int64 { return int64(46 + len(m.name) + 28) }

// entry is the central directory header, 4.3.12.
func (f *folder) entry(m *member) ([]byte, error) {
	sum, err := f.sum(m)
	if err != nil {
		return nil, err
	}
	date, clock := m.dosTime()
	b := little.AppendUint32(nil, 0x02014b50)
	for _, v := range []uint16{zip64Version, zip64Version, flags, 0, clock, date} {
		b = little.AppendUint16(b, v)
	}
	b = little.AppendUint32(b, sum)
	b = little.AppendUint32(b, 0xffffffff)
	b = little.AppendUint32(b, 0xffffffff)
	b = little.AppendUint16(b, uint16(len(m.name)))
	b = little.AppendUint16(b, 28)
	b = append(b, make([]byte, 10)...) // no comment, first disk, no attributes
	b = little.AppendUint32(b, 0xffffffff)
	b = append(b, m.name...)
	b = little.AppendUint16(little.AppendUint16(b, 1), 24)
	b = little.AppendUint64(little.AppendUint64(b, uint64(m.size)), uint64(m.size))
	return little.AppendUint64(b, uint64(m.offset)), nil
}

// endOf is the end of the archive, 4.3.14 to 4.3.16.
func endOf(n int, start, size int64) []byte {
	b := little.AppendUint32(nil, 0x06064b50)
	b = little.AppendUint64(b, 44)
	b = little.AppendUint16(little.AppendUint16(b, zip64Version), zip64Version)
	b = append(b, make([]byte, 8)...)
	b = little.AppendUint64(little.AppendUint64(b, uint64(n)), uint64(n))
	b = little.AppendUint64(little.AppendUint64(b, uint64(size)), uint64(start))
	b = little.AppendUint32(b, 0x07064b50)
	b = little.AppendUint32(b, 0)
	b = little.AppendUint64(b, uint64(start+size))
	b = little.AppendUint32(b, 1)
	b = little.AppendUint32(b, 0x06054b50)
	b = append(b, make([]byte, 4)...)
	b = little.AppendUint16(little.AppendUint16(b, 0xffff), 0xffff)
	b = little.AppendUint32(little.AppendUint32(b, 0xffffffff), 0xffffffff)
	return append(b, 0, 0)
}
