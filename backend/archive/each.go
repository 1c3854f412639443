package archive

// Each calls f with every row of a room that is here, the oldest first, gaps
// too, until f fails. What is stored meanwhile may be among them.
func (p *Person) Each(name string, f func(Row) error) error {
	after := int64(0)
	for {
		var page Page
		err := p.a.read(func(t *tx) {
			r := t.room(p, name)
			page = t.pageAfter(p, &r, after, maxPage)
		})
		if err != nil {
			return wrap("reading a room", err)
		}
		for _, row := range page.Rows {
			if err := f(row); err != nil {
				return err
			}
			after = max(after, row.Seq)
		}
		if !page.Newer {
			return nil
		}
	}
}
