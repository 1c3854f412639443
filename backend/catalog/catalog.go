// Package catalog has the words for what Go itself says to people, in the tray
// and in exported files. They are in the window's catalogs, which are ICU
// messages; of these it knows {name} and {name, select, …}, which is all that
// Go's own need.
package catalog

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"confab/frontend/src/lib/text/messages"
)

// Languages are those that there is a catalog for.
var Languages = []string{"en", "de"}

// A Catalog has the words of one language.
type Catalog struct {
	Language string
	texts    map[string]message // by key
}

var read = sync.OnceValue(func() map[string]*Catalog {
	all := map[string]*Catalog{}
	for _, language := range Languages {
		c := &Catalog{language, map[string]message{}}
		text, err := messages.Files.ReadFile(language + ".json")
		if err != nil {
			panic(err) // it is embedded
		}
		var tree map[string]any
		if err := json.Unmarshal(text, &tree); err != nil {
			panic(err)
		}
		c.add("", tree)
		all[language] = c
	}
	return all
})

// In returns the catalog of a language; of one that there is none for, English.
func In(language string) *Catalog {
	if c := read()[language]; c != nil {
		return c
	}
	return read()["en"]
}

// goKeys are the parts of the catalogs that Go uses.
var goKeys = []string{"tray.", "notices.", "exported.", "doctor."}

func (c *Catalog) add(before string, tree map[string]any) {
	for name, v := range tree {
		key := before + name
		switch v := v.(type) {
		case map[string]any:
			c.add(key+".", v)
		case string:
			for _, prefix := range goKeys {
				if strings.HasPrefix(key, prefix) {
					m, rest, err := parse(v, "")
					if err != nil || rest != "" {
						panic(fmt.Sprintf("%s: %s is not what Go can read: %v %q", c.Language, key, err, rest))
					}
					c.texts[key] = m
				}
			}
		}
	}
}

// Text returns the text with a key, with values put in: names and values in
// turns, each a string or a whole number. A key that there is not is a fault of
// the program's, which tests find, and is returned as it is.
func (c *Catalog) Text(key string, pairs ...any) string {
	m, ok := c.texts[key]
	if !ok {
		return key
	}
	values := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i].(string)] = fmt.Sprint(pairs[i+1])
	}
	var b strings.Builder
	m.write(&b, values)
	return b.String()
}

// Keys returns the keys that Go uses, each with the names of the values that
// its text wants.
func (c *Catalog) Keys() map[string][]string {
	all := map[string][]string{}
	for key, m := range c.texts {
		all[key] = m.wants(nil)
	}
	return all
}

// Wants returns the names of the values that a text wants, in their order.
func Wants(text string) ([]string, error) {
	m, _, err := parse(text, "")
	return m.wants(nil), err
}
