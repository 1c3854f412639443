package accounts

import "strings"

// outline is wire.NameOutline of an account's name, as the index
// accounts_by_outline has it.
const outline = `replace(replace(replace(key, 'l', 'i'), '1', 'i'), '0', 'o')`

// readings returns the GLOB pattern of the keys that wire.ReadAlike takes for
// key. A name has none of the characters that mean something in a pattern.
func readings(key string) string { return readDigits.Replace(key) }

var readDigits = strings.NewReplacer("1", "[1il]", "i", "[i1]", "l", "[l1]", "0", "[0o]", "o", "[o0]")
