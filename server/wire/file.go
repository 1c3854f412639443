package wire

import (
	"bytes"
	"encoding/hex"
	"regexp"
)

// Limits of the files of a message.
const (
	MaxFiles    = 10  // of a message
	MaxFileName = 255 // bytes, see CleanName
	MaxFileType = 100 // bytes
	MaxAlt      = 500 // characters of a description
	MaxSide     = 1 << 20
)

// A File is one of a message. Hash and Size are the server's word, and so is that
// Preview is there; the rest is what the sender says of it.
type File struct {
	Hash    string `json:"hash,omitempty"` // SHA-256 of its bytes in hex; empty until the server has it
	Size    int64  `json:"size"`           // bytes
	Name    string `json:"name"`           // as CleanName has it
	Type    string `json:"type,omitempty"` // a media type, RFC 6838; says nothing that can be relied on
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`  // of a picture in pixels, as it is meant to be seen
	Tint    string `json:"tint,omitempty"`    // the colour that the picture is on the whole, #rrggbb
	Preview string `json:"preview,omitempty"` // the hash of a small JPEG of the picture
	Alt     string `json:"alt,omitempty"`     // what is on the picture, in the sender's words
}

// A FileRef is a file in a say: one that the client has uploaded, or one that the
// user may read, by its hash. Its Preview is an upload, too. Size is for the client
// itself: the server puts in what it knows.
type FileRef struct {
	Upload string `json:"upload,omitempty"` // the ID of an upload; empty for a file by its hash
	File
}

var (
	tintPattern = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	typePattern = regexp.MustCompile(`^[\w.+-]+/[\w.+-]+$`)
)

// IsHash reports whether s is a SHA-256 in lower-case hex.
func IsHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// HashOf returns a SHA-256 as files have it.
func HashOf(sum []byte) string { return hex.EncodeToString(sum) }

func checkFiles(files []FileRef) *Error {
	if len(files) > MaxFiles {
		return badMember("files", "has more than 10 files")
	}
	for i := range files {
		if bad := files[i].check(); bad != nil {
			return bad
		}
	}
	return nil
}

func (f *FileRef) check() *Error {
	switch {
	case f.Upload != "" && !isID(f.Upload), f.Upload == "" && !IsHash(f.Hash):
		return badMember("files", "has a file that is neither an upload nor a hash")
	case f.Name == "" || len(f.Name) > MaxFileName:
		return badMember("files", "has a file without a name of 1 to 255 bytes")
	case f.Type != "" && (len(f.Type) > MaxFileType || !typePattern.MatchString(f.Type)):
		return badMember("files", "has a file whose type is not a media type")
	case f.Width < 0 || f.Height < 0 || f.Width > MaxSide || f.Height > MaxSide || (f.Width == 0) != (f.Height == 0), f.Size < 0:
		return badMember("files", "has a file with an impossible size")
	case f.Tint != "" && !tintPattern.MatchString(f.Tint):
		return badMember("files", "has a file whose tint is not #rrggbb")
	case f.Preview != "" && !isID(f.Preview):
		return badMember("files", "has a file whose preview is not an upload")
	}
	return checkText("files", f.Alt, MaxAlt)
}

// filesOf returns what an event has of the files of a say, with their names clean.
func filesOf(refs []FileRef) []File {
	files := make([]File, len(refs))
	for i, ref := range refs {
		files[i] = ref.File
		files[i].Name = CleanName(ref.Name)
	}
	return files
}

// filesMember is how the files of a message begin in its body: a text has no
// quotes but escaped ones.
var filesMember = []byte(`,"files":[`)

// FilesOf returns the files of an event, which costs little if it has none.
func FilesOf(e *Event) []File {
	if e.Type != MessageType || !bytes.Contains(e.Body, filesMember) {
		return nil
	}
	return ParseContent(e.Body).Files
}
