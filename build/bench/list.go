package main

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"confab/server/wire"
)

// list defines a flag that has several values, "A,B,C", with one for each word.
func list[T any](fs *flag.FlagSet, into *[]T, name, value, usage string, one func(word string) (T, error)) {
	set := func(list string) error {
		*into = nil
		for word := range strings.SplitSeq(list, ",") {
			v, err := one(strings.TrimSpace(word))
			if err != nil {
				return err
			}
			*into = append(*into, v)
		}
		return nil
	}
	if err := set(value); err != nil { // a default of ours
		panic(err)
	}
	fs.Func(name, usage+" (default "+value+")", set)
}

func number(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not a number from 1 up", word)
	}
	return n, nil
}

func dialect(word string) (wire.Version, error) {
	switch word {
	case "1":
		return wire.V1, nil
	case "2":
		return wire.V2, nil
	}
	return "", fmt.Errorf("%q is not 1 or 2", word)
}

func scenario(word string) (string, error) {
	if !slices.Contains(scenarios, word) {
		return "", fmt.Errorf("%q is not one of %s", word, strings.Join(scenarios, ", "))
	}
	return word, nil
}
