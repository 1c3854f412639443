package main

import (
	"math/bits"
	"time"
)

// A histogram keeps times to about three percent in a fixed size, so that
// counting a line costs the same at the start of a run and after ten million.
type histogram struct {
	count  [64 * steps]int
	points int
}

// steps is how many parts every doubling is divided into.
const steps = 32

func (h *histogram) add(d time.Duration) {
	h.count[bucket(uint64(max(d, 0)))]++
	h.points++
}

func bucket(v uint64) int {
	if v < steps {
		return int(v)
	}
	doubling := bits.Len64(v) - bits.Len64(steps) // ≥ 0: by how much v was halved to get below 2*steps
	return doubling*steps + int(v>>doubling)
}

// floorOf is the smallest time in a bucket.
func floorOf(b int) time.Duration {
	if b < 2*steps {
		return time.Duration(b)
	}
	doubling := b/steps - 1
	return time.Duration(b-doubling*steps) << doubling
}

// merge adds what other has counted.
func (h *histogram) merge(other *histogram) {
	for i, n := range other.count {
		h.count[i] += n
	}
	h.points += other.points
}

// percentile is the time that p percent of the points do not exceed, to the
// width of a bucket; 0 when there are no points.
func (h *histogram) percentile(p float64) time.Duration {
	want := int(p/100*float64(h.points) + 0.5)
	seen := 0
	for b, n := range h.count {
		if seen += n; n > 0 && seen >= want {
			return floorOf(b)
		}
	}
	return 0
}
