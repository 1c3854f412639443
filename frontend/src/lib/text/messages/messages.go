// Package messages has the catalogs of all that Confab says to people: the
// window reads them, and package catalog for what Go says itself.
package messages

import "embed"

// Files are the catalogs by language, en.json and de.json.
//
//go:embed en.json de.json
var Files embed.FS
