package hotspots

import "time"

// Estimate is how much there is to read, as far as earlier readings tell.
type Estimate struct {
	Tenants  int
	Requests int           // where a tenant was never read, as many as the others took on average
	Known    bool          // Requests and Time say something
	Time     time.Duration // at the present speed
}

// forecast estimates what reading tenants takes.
type forecast struct {
	records map[string]record // by tenant id
	usual   float64           // requests of a tenant on average; zero while none is known
	speed   float64           // requests a second
}

func newForecast(records map[string]record, speed float64) forecast {
	sum, of := 0, 0
	for _, r := range records {
		if r.Requests > 0 && r.Failed == "" {
			sum += r.Requests
			of++
		}
	}
	f := forecast{records: records, speed: speed}
	if of > 0 {
		f.usual = float64(sum) / float64(of)
	}
	return f
}

// of adds up what tenants take, those of these ids and so many others, with more requests
// of one that is being read.
func (f forecast) of(ids []string, others, more int) Estimate {
	requests := f.usual * float64(others)
	for _, id := range ids {
		if r, have := f.records[id]; have && r.Requests > 0 {
			requests += float64(r.Requests)
			continue
		}
		requests += f.usual
	}
	e := Estimate{Tenants: len(ids) + others, Requests: int(requests+0.5) + more}
	e.Known = f.usual > 0 || e.Tenants == 0
	e.Time = time.Duration(float64(e.Requests) / f.speed * float64(time.Second))
	return e
}
