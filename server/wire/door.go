package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// The door to files is HTTP/1.1 over TLS, on the port of the chat. A client that
// names DoorALPN in its handshake comes to it. Uploads are as
// draft-ietf-httpbis-resumable-upload has them.
const (
	DoorALPN = "http/1.1"

	FilesPath   = "/files"      // POST begins an upload
	FilePath    = "/files/"     // and a hash: GET and HEAD read a file
	UploadsPath = "/files/new/" // and the ID of an upload: HEAD, PATCH, DELETE
	TokenPath   = "/f/"         // and a token: GET, without a key

	// MaxWhole is how long a file may be that is uploaded in one request, in bytes.
	MaxWhole = 1 << 20
)

// Headers of the door.
const (
	NameHeader           = "Confab-Name" // which of the key's names, percent-encoded
	UploadLengthHeader   = "Upload-Length"
	UploadOffsetHeader   = "Upload-Offset"
	UploadCompleteHeader = "Upload-Complete"
	UploadLimitHeader    = "Upload-Limit"
	DigestHeader         = "Repr-Digest" // RFC 9530

	PartialUpload = "application/partial-upload" // the type of what PATCH brings
	Complete      = "?1"                         // booleans of RFC 9651 section 3.3.6
	Incomplete    = "?0"
)

const digestPrefix, digestSuffix = "sha-256=:", ":"

// Digest returns a SHA-256 as DigestHeader has it.
func Digest(sum []byte) string {
	return digestPrefix + base64.StdEncoding.EncodeToString(sum) + digestSuffix
}

// ParseDigest returns the SHA-256 that a DigestHeader has; false if it has none.
func ParseDigest(value string) (sum []byte, ok bool) {
	for member := range strings.SplitSeq(value, ",") {
		encoded, isOurs := strings.CutPrefix(strings.TrimSpace(member), digestPrefix)
		encoded, isWhole := strings.CutSuffix(encoded, digestSuffix)
		if !isOurs || !isWhole {
			continue
		}
		sum, err := base64.StdEncoding.DecodeString(encoded)
		return sum, err == nil && len(sum) == sha256.Size
	}
	return nil, false
}
