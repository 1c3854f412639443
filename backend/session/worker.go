package session

import "sync"

// A worker runs jobs one at a time, in the order in which they were added. Its
// goroutine exists only while there are jobs; wait waits for its end.
type worker struct {
	mu      sync.Mutex
	jobs    []func() // guarded by mu
	running bool     // guarded by mu
	ends    sync.WaitGroup
}

// add has job run when those before it have. It does not wait.
func (w *worker) add(job func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jobs = append(w.jobs, job)
	if !w.running {
		w.running = true
		w.ends.Go(w.run)
	}
}

func (w *worker) run() {
	for job := w.next(); job != nil; job = w.next() {
		job()
	}
}

// next takes the oldest job; nil if there is none, which ends the goroutine.
func (w *worker) next() (job func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.jobs) == 0 {
		w.running = false
		return nil
	}
	job, w.jobs = w.jobs[0], w.jobs[1:]
	return job
}

// wait returns when all jobs have run.
func (w *worker) wait() { w.ends.Wait() }
