package transfer

import (
	"crypto/sha256"
	"encoding"
	"encoding/json"
	"fmt"
	"hash"
	"io"
)

// markEvery is how many bytes are at most hashed again when a transfer goes on.
const markEvery = 32 << 20

// A mark is the state of a hash at an offset, from which hashing goes on.
type mark struct {
	At    int64  `json:"at"`
	State []byte `json:"state"`
}

func markOf(h hash.Hash, at int64) (mark, error) {
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	return mark{at, state}, err
}

// hashed returns the hash of the first bytes of r, of which it reads no more than
// what is behind the last mark before them.
func hashed(r io.ReaderAt, marks []mark, at int64) (hash.Hash, error) {
	h, from := sha256.New(), int64(0)
	for _, m := range marks {
		if m.At > from && m.At <= at {
			next := sha256.New()
			if next.(encoding.BinaryUnmarshaler).UnmarshalBinary(m.State) == nil {
				h, from = next, m.At
			}
		}
	}
	n, err := io.Copy(h, io.NewSectionReader(r, from, at-from))
	if err == nil && n < at-from {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("reading what was transferred before: %w", err)
	}
	return h, nil
}

func decode(text []byte, v any) error { return json.Unmarshal(text, v) }
