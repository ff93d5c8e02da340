package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// HealthcheckUserAgent marks the container's own requests, which come every few seconds.
const HealthcheckUserAgent = "healthcheck"

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'"

func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", contentSecurityPolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// statusWriter remembers the status of the answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(body []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(body)
}

// Unwrap lets http.ResponseController reach the original.
func (w *statusWriter) Unwrap() http.ResponseWriter {
	return w.ResponseWriter
}

// logRequests writes a line for each request, and turns a panic into a 500.
func logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		writer := &statusWriter{ResponseWriter: w}
		defer func() {
			if cause := recover(); cause != nil {
				slog.Error("panic", "error", fmt.Sprint(cause), "stack", string(debug.Stack()))
				if writer.status != 0 {
					panic(http.ErrAbortHandler) // too late for another answer
				}
				writeProblem(writer, http.StatusInternalServerError, "", nil)
			}
			if r.UserAgent() == HealthcheckUserAgent && writer.status < 400 {
				return
			}
			slog.Info("request",
				"method", r.Method,
				"path", r.URL.EscapedPath(),
				"status", writer.status,
				"duration_ms", float64(time.Since(started).Microseconds())/1000)
		}()
		next.ServeHTTP(writer, r)
	})
}

// muxProblems gives the problems 404 and 405 where http.ServeMux would answer with plain text.
func muxProblems(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		unmatched, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := headerRecorder{header: http.Header{}}
		unmatched.ServeHTTP(&probe, r)
		if probe.status != http.StatusMethodNotAllowed {
			probe.status = http.StatusNotFound
		}
		if allow := probe.header.Values("Allow"); len(allow) > 0 {
			w.Header().Set("Allow", strings.Join(allow, ", "))
		}
		writeProblem(w, probe.status, "", nil)
	})
}

// headerRecorder keeps status and headers of an answer that is not sent.
type headerRecorder struct {
	header http.Header
	status int
}

func (h *headerRecorder) Header() http.Header {
	return h.header
}

func (h *headerRecorder) Write(body []byte) (int, error) {
	return len(body), nil
}

func (h *headerRecorder) WriteHeader(status int) {
	h.status = status
}
