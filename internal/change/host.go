package change

import (
	"fmt"
	"path/filepath"

	"banyan/internal/statefile"
)

// Host is what was learnt about a host by editing on it. The zero value is a host of
// which nothing was learnt.
type Host struct {
	// ForwardAddress says that the host wants the destination of exhausted routes as
	// routeExhaustionForwardAddress instead of routeExhaustionDestination (APIO 12,
	// number 1).
	ForwardAddress bool `json:"forwardAddress"`
}

// Host returns what was learnt about a host, nothing when it cannot be read.
func (s *Service) Host(host string) (Host, error) {
	var known Host
	if _, err := statefile.Read(s.hostPath(host), &known); err != nil {
		return Host{}, fmt.Errorf("read what was learnt of the host: %w", err)
	}
	return known, nil
}

// Learn remembers something about a host.
func (s *Service) Learn(host string, known Host) error {
	if err := s.ensure(hostRoom); err != nil {
		return err
	}
	if err := statefile.Write(s.hostPath(host), known); err != nil {
		return fmt.Errorf("keep what was learnt of the host: %w", err)
	}
	return nil
}

func (s *Service) hostPath(host string) string {
	return filepath.Join(s.opts.Dir, hostRoom, Subject{Host: host}.key()+".json")
}
