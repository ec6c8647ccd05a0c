package apiclient

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func isConfigError(err error, field string) bool {
	var problem *ConfigError
	return errors.As(err, &problem) && problem.Field == field
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for what, test := range map[string]struct {
		cfg   Config
		field string
	}{
		"no URL":                 {Config{}, "BaseURL"},
		"no scheme":              {Config{BaseURL: "host.example/api"}, "BaseURL"},
		"another scheme":         {Config{BaseURL: "ftp://host"}, "BaseURL"},
		"no host":                {Config{BaseURL: "https:///api"}, "BaseURL"},
		"a port without a host":  {Config{BaseURL: "https://:443"}, "BaseURL"},
		"a password in the URL":  {Config{BaseURL: "https://anna:sesame@host"}, "BaseURL"},
		"a query":                {Config{BaseURL: "https://host?token=sesame"}, "BaseURL"},
		"a fragment":             {Config{BaseURL: "https://host#x"}, "BaseURL"},
		"control characters":     {Config{BaseURL: "https://sesame\n"}, "BaseURL"},
		"concurrency below 1":    {Config{BaseURL: "https://h", Concurrency: -1}, "Concurrency"},
		"concurrency above 64":   {Config{BaseURL: "https://h", Concurrency: 65}, "Concurrency"},
		"a rate below 0":         {Config{BaseURL: "https://h", Rate: -1}, "Rate"},
		"a rate without meaning": {Config{BaseURL: "https://h", Rate: math.NaN()}, "Rate"},
		"an endless rate":        {Config{BaseURL: "https://h", Rate: math.Inf(1)}, "Rate"},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := NewConn(test.cfg)
			if !isConfigError(err, test.field) {
				t.Errorf("got %v, want a ConfigError of %s", err, test.field)
			}
			if err != nil && strings.Contains(err.Error(), "sesame") {
				t.Errorf("the error repeats the URL: %v", err)
			}
		})
	}
}

func TestZeroSettingsTakeTheirDefaults(t *testing.T) {
	t.Parallel()
	conn := must(NewConn(Config{BaseURL: "https://HOST.example:8443", Timeouts: Timeouts{Total: time.Minute}}))(t)
	defer conn.Close()
	want := Timeouts{Dial: 5 * time.Second, TLS: 5 * time.Second, Header: 15 * time.Second, Total: time.Minute, Write: 45 * time.Second}
	if conn.cfg.Timeouts != want || conn.cfg.Concurrency != 16 || conn.Host() != "host.example:8443" {
		t.Errorf("got %+v of %s", conn.cfg, conn.Host())
	}
	if conn.transport.MaxConnsPerHost != 16 || conn.transport.MaxIdleConnsPerHost != 16 || conn.transport.Proxy == nil {
		t.Errorf("the transport is not set up for 16 at once, or knows no proxy")
	}
}
