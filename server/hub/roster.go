package hub

import (
	"cmp"
	"slices"
)

// rosterBlock is how many entries a block of a roster has at most.
const rosterBlock = 512

// A roster keeps values in the order of their keys, each key once. Adding,
// removing and reading a page take about the same time whatever the size, so
// that a page of a very large room delays no other client. The zero value is empty. The
// owner locks it.
type roster[V any] struct {
	blocks [][]entry[V] // in order, none of them empty
	size   int
}

// An entry is a value of a roster under its key.
type entry[V any] struct {
	key   string
	value V
}

func byKey[V any](e entry[V], key string) int { return cmp.Compare(e.key, key) }

// find returns where key is, or where it would be inserted.
func (r *roster[V]) find(key string) (block, at int, found bool) {
	block, _ = slices.BinarySearchFunc(r.blocks, key, func(b []entry[V], key string) int { return cmp.Compare(b[len(b)-1].key, key) })
	if block == len(r.blocks) {
		return block, 0, false
	}
	at, found = slices.BinarySearchFunc(r.blocks[block], key, byKey)
	return block, at, found
}

// get returns the value under key, and whether there is one.
func (r *roster[V]) get(key string) (value V, found bool) {
	block, at, found := r.find(key)
	if found {
		value = r.blocks[block][at].value
	}
	return value, found
}

// set puts value under key, in place of the one that may be there.
func (r *roster[V]) set(key string, value V) {
	block, at, found := r.find(key)
	switch {
	case found:
		r.blocks[block][at].value = value
		return
	case len(r.blocks) == 0:
		r.blocks = [][]entry[V]{{}}
	case block == len(r.blocks): // behind the last one
		block--
		at = len(r.blocks[block])
	}
	b := slices.Insert(r.blocks[block], at, entry[V]{key, value})
	r.blocks[block] = b
	r.size++
	if len(b) > rosterBlock {
		half := len(b) / 2
		r.blocks[block] = slices.Clip(b[:half])
		r.blocks = slices.Insert(r.blocks, block+1, slices.Clone(b[half:]))
	}
}

// remove takes the value under key away, if there is one.
func (r *roster[V]) remove(key string) {
	block, at, found := r.find(key)
	if !found {
		return
	}
	r.size--
	if r.blocks[block] = slices.Delete(r.blocks[block], at, at+1); len(r.blocks[block]) == 0 {
		r.blocks = slices.Delete(r.blocks, block, block+1)
	}
}

// after returns the values of the first limit keys after key; from the first
// one if key is empty. more reports whether others follow.
func (r *roster[V]) after(key string, limit int) (values []V, more bool) {
	block, at, found := r.find(key)
	if found {
		at++
	}
	for ; block < len(r.blocks); block, at = block+1, 0 {
		for _, e := range r.blocks[block][at:] {
			if len(values) == limit {
				return values, true
			}
			values = append(values, e.value)
		}
	}
	return values, false
}

// put is set that can be undone.
func (r *roster[V]) put(done *undoing, key string, value V) {
	before, was := r.get(key)
	done.add(func() {
		if was {
			r.set(key, before)
		} else {
			r.remove(key)
		}
	})
	r.set(key, value)
}

// take is remove that can be undone.
func (r *roster[V]) take(done *undoing, key string) {
	if before, was := r.get(key); was {
		done.add(func() { r.set(key, before) })
		r.remove(key)
	}
}
