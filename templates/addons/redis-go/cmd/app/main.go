// Command app serves the API. Its subcommands: serve (the default), migrate [down | status] and
// healthcheck.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"example.com/app/internal/config"
	"example.com/app/internal/database"
	"example.com/app/internal/httpapi"
	"example.com/app/internal/logging"
	"example.com/app/internal/person"
	"example.com/app/internal/visit"
)

const shutdownTimeout = 2 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	conf, err := config.FromEnv()
	if err != nil {
		return err
	}
	slog.SetDefault(logging.New(os.Stdout, conf.LogFormat))
	command := "serve"
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "serve":
		return serve(ctx, conf)
	case "migrate":
		return migrate(ctx, conf, args[1:])
	case "healthcheck":
		return healthcheck(ctx, conf)
	}
	return fmt.Errorf("unknown command %q: serve, migrate or healthcheck", command)
}

func migrate(ctx context.Context, conf config.Config, args []string) error {
	switch strings.Join(args, " ") {
	case "", "up":
		return database.Migrate(ctx, conf)
	case "down":
		return database.TakeBack(ctx, conf)
	case "status":
		return database.MigrationStatus(ctx, conf)
	}
	return fmt.Errorf("unknown arguments %q: up, down or status", args)
}

func serve(ctx context.Context, conf config.Config) error {
	pool, err := database.Open(context.Background(), conf)
	if err != nil {
		return err
	}
	visits, err := visit.NewCounter(config.RedisURL())
	if err != nil {
		return err
	}
	api := &httpapi.API{
		Persons: person.NewStore(pool),
		Visits:  visits,
		Version: func(ctx context.Context) (string, error) { return database.Version(ctx, pool) },
	}
	server := &http.Server{
		Addr:              net.JoinHostPort("", strconv.Itoa(conf.Port)),
		Handler:           api.Handler(),
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		// Longer than proxies keep an idle connection (caddy 120 s, nginx 60 s): whoever closes
		// first must be the proxy, or it sends a request into a closed connection.
		IdleTimeout: 130 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	slog.Info("listening", "port", conf.Port)

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	slog.Info("stopping")
	shutdown, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	// The pool is left to the end of the process: closing it would wait for a frozen database.
	if err := server.Shutdown(shutdown); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}

// healthcheck succeeds when the app answers on this machine.
func healthcheck(ctx context.Context, conf config.Config) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	url := fmt.Sprintf("http://127.0.0.1:%d/healthz", conf.Port)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", httpapi.HealthcheckUserAgent)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	return nil
}
