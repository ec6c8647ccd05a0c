package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"banyan/apiclient/simulator"
)

type simulateFlags struct {
	listen, world string
	options       simulator.Options
}

func (p Program) simulateCommand() *cobra.Command {
	var flags simulateFlags
	cmd := &cobra.Command{
		Use: "simulate", Short: "Serve a simulated platform on this machine", Args: noArguments,
		Long: `simulate serves both APIs of a made-up platform. APIO: as a gateway under /api/v1
(login demo, password demo) and as a core under /api/v01/p1 (the same login, or the
bearer token demo-token unless --token names another, whose user the log of the core
calls automation; the code of a second factor is ` + simulator.Code + `, by mail or by app). Odin: under /api/v2, with the
same login or token. Its first line says where it listens. It runs until it is
interrupted.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.simulate(cmd.Context(), flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.listen, "listen", "127.0.0.1:0", "loopback address and port; port 0 takes a free one")
	f.StringVar(&flags.world, "world", "", "JSON file that describes the platform, instead of the built-in one")
	f.IntVar(&flags.options.Tenants, "tenants", 0, "add this many generated enterprises")
	f.IntVar(&flags.options.Groups, "groups", 0, "groups of each generated enterprise")
	f.IntVar(&flags.options.TrunkGroups, "trunk-groups", 0, "trunk groups of each generated group")
	f.DurationVar(&flags.options.Latency, "latency", time.Duration(0), "wait this long before each answer")
	f.Float64Var(&flags.options.RateLimit, "rate-limit", 0, "answer 429 above this many requests a second")
	f.Float64Var(&flags.options.ErrorRate, "error-rate", 0, "share of requests answered 503, from 0 to 1")
	f.IntVar(&flags.options.MostResults, "most-results", 0, "the longest list that APIO gives; a longer one is refused")
	f.BoolVar(&flags.options.CutResults, "cut-results", false, "cut what is too long for a limit, instead of refusing it")
	f.StringVar((*string)(&flags.options.OdinReport), "odin-report", string(simulator.ReportGroups), "what Odin's capacity report carries: full, columns, groups or none")
	f.StringVar((*string)(&flags.options.EnterpriseList), "enterprise-list", string(simulator.ListHonoured), "includeEnterpriseTrunkGroups of APIO is honoured or ignored")
	f.StringVar((*string)(&flags.options.Backup), "backup", string(simulator.BackupServed), "the backup of a trunk group in APIO is served or absent")
	f.IntVar(&flags.options.Absent, "absent", 404, "status answered for what does not exist: 404, or 400 or 500 in the backend's words")
	f.BoolVar(&flags.options.OmitRoutes, "omit-routes", false, "Odin leaves the trunk groups out of an enterprise trunk")
	f.StringVar(&flags.options.Token, "token", "", "bearer token that the core and Odin accept, demo-token where none is given")
	core := &flags.options.Core
	f.StringVar(&core.SecondFactor, "second-factor", "", "what the core asks for after the password: email or totp")
	f.DurationVar(&core.TokenLife, "token-life", time.Duration(0), "life of an access token of the core, 15m where none is given")
	f.DurationVar(&core.IdleTime, "idle-time", time.Duration(0), "end a session of the core that asked nothing for this long")
	f.StringVar((*string)(&core.Account), "account", "", "what became of the core's account: change-password, locked or sso")
	f.StringSliceVar(&core.Gateways, "gateways", nil, "names of the gateways behind the core, with commas; \"\" for none")
	f.StringVar((*string)(&flags.options.Only), "only", "", "serve one side of APIO alone: core or gateway")
	return cmd
}

func (p Program) simulate(ctx context.Context, flags simulateFlags) error {
	if flags.world != "" {
		var err error
		if flags.options.World, err = os.ReadFile(flags.world); err != nil {
			return usageError{fmt.Errorf("read the world: %w", err)}
		}
	}
	server, err := simulator.New(flags.options)
	if err != nil {
		return usageError{err}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	url, wait, err := server.Serve(ctx, flags.listen)
	if err != nil {
		return usageError{err}
	}
	if _, err := fmt.Fprintf(p.Out, "listening on %s\n", url); err != nil {
		stop()
		return errors.Join(err, wait())
	}
	return wait()
}
