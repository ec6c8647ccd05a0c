package apiclient

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkRead times one read through a Conn against a bare net/http client, on
// the same server, taking turns in the same run.
func BenchmarkRead(b *testing.B) {
	body := `{"tenants":[{"name":"` + strings.Repeat("x", 440) + `"}]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		say(w, body)
	}))
	defer server.Close()
	for name, workers := range map[string]int{"1 at once": 1, "16 at once": 16} {
		b.Run(name, func(b *testing.B) {
			conn, err := NewConn(Config{BaseURL: server.URL, Concurrency: workers})
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			bare := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers, MaxConnsPerHost: workers}}
			defer bare.CloseIdleConnections()

			ours := func() error { _, err := get(b.Context(), conn); return err }
			theirs := func() error { return bareGet(b, bare, server.URL+"/api/v1/things/") }
			var spent [2]time.Duration
			b.ReportAllocs()
			for b.Loop() {
				for i, read := range []func() error{ours, theirs} {
					spent[i] += batch(b, workers, 32, read)
				}
			}
			reads := float64(b.N * workers * 32)
			b.ReportMetric(float64(spent[0].Nanoseconds())/reads/1000, "us/read")
			b.ReportMetric(float64(spent[1].Nanoseconds())/reads/1000, "us/bare")
			b.ReportMetric(float64(spent[0])/float64(spent[1]), "ratio")
		})
	}
}

// batch runs read n times in each of the workers and returns how long all took.
func batch(t testing.TB, workers, n int, read func() error) time.Duration {
	t.Helper()
	begin := time.Now()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range n {
				if err := read(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}

func bareGet(b *testing.B, client *http.Client, url string) error {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(req)
	if err != nil {
		return err
	}
	var out map[string]any
	data, err := io.ReadAll(response.Body)
	return cmp.Or(err, response.Body.Close(), json.Unmarshal(data, &out))
}
