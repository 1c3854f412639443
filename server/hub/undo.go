package hub

import "slices"

// An undoing takes back a change, the last step of it first. Each step of the
// change is made by assign, set or unset; a nil *undoing is for one that stays.
type undoing []func()

func (u undoing) undo() {
	for _, f := range slices.Backward(u) {
		f()
	}
}

// add adds a step.
func (u *undoing) add(f func()) {
	if u != nil {
		*u = append(*u, f)
	}
}

// assign changes a variable.
func assign[V any](done *undoing, to *V, v V) {
	before := *to
	done.add(func() { *to = before })
	*to = v
}

// set changes an entry of a map.
func set[K comparable, V any](done *undoing, m map[K]V, k K, v V) {
	before, was := m[k]
	done.add(func() {
		if was {
			m[k] = before
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

// unset deletes an entry of a map.
func unset[K comparable, V any](done *undoing, m map[K]V, k K) {
	if before, was := m[k]; was {
		done.add(func() { m[k] = before })
		delete(m, k)
	}
}
