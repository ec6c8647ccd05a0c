package history

// day is the lines of a day as they become one.
type day struct {
	*state
	deltas  map[Object]*delta
	existed map[Object]bool
	seen    map[Object]stamp // at the beginning
	isBack  bool
}

// add takes over what a line tells that is not applied yet.
func (d *day) add(l line) {
	d.isBack = d.isBack || l.Back
	for _, one := range l.Deltas {
		sum := d.deltas[one.Object]
		if sum == nil {
			sum = &delta{Object: one.Object}
			d.deltas[one.Object], d.existed[one.Object] = sum, d.objects[one.Object] != nil
		}
		sum.add(one)
	}
}
