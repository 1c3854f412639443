package archive

import "confab/backend/text"

// parsed is build with what each message's text is made of.
func (t *tx) parsed(p *Person, r *room, ids []int64) []Row {
	rows := t.build(p, r, ids)
	names := t.names(p)
	for i := range rows {
		rows[i].Parts = text.Parse(rows[i].Text, names)
	}
	return rows
}

// mentions reports whether a text mentions p.
func (t *tx) mentions(p *Person, s string) bool { return text.Mentions(text.Parse(s, t.names(p))) }

// AlsoKnown has texts read with more names than those of everybody who has ever
// done something here. known may be called by any goroutine, with the archive in
// use, and may not use it.
func (a *Archive) AlsoKnown(known func(name string) bool) { a.known.Store(&known) }

// alsoKnows reports whether a name is AlsoKnown.
func (a *Archive) alsoKnows(name string) bool {
	known := a.known.Load()
	return known != nil && (*known)(name)
}

// names says what p's texts are read for: everybody is known who has ever done
// something here, or is AlsoKnown.
func (t *tx) names(p *Person) text.Names {
	return text.Names{You: p.name, Known: func(name string) bool {
		return p.a.alsoKnows(name) || t.get(`SELECT id FROM names WHERE fold = ? LIMIT 1`, args{fold(name)}, new(int64))
	}}
}

// Parse returns what a text is made of to p, that is not in the archive.
func (p *Person) Parse(s string) []text.Part {
	return text.Parse(s, text.Names{You: p.name, Known: func(name string) (known bool) {
		if p.a.alsoKnows(name) {
			return true
		}
		// Where the archive cannot be read, nobody else is known, and a name ends where most do.
		_ = p.a.read(func(t *tx) { known = t.names(p).Known(name) })
		return known
	}})
}
