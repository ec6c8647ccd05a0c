package report

// MetricNames returns the name of every metric there is.
func MetricNames() (names []string) {
	for _, m := range metrics() {
		names = append(names, m.name)
	}
	return names
}
