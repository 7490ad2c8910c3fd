package main

import (
	"context"
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bijeen/models"
)

// metrics are what Prometheus reads: how requests go, by the pattern of
// their route, whether mail stays behind, and the Go runtime. No label holds
// what somebody typed.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics(store *models.Store) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "bijeen_request_seconds", Help: "Time to answer a request, by route.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15},
	}, []string{"method", "route", "status"})}
	waiting := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bijeen_mail_waiting", Help: "1 while mail stays behind, -1 while nobody knows."},
		func() float64 { return mailWaiting(store) })
	m.registry.MustRegister(m.requests, waiting, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func mailWaiting(store *models.Store) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	switch waits, err := store.MailWaits(ctx); {
	case err != nil:
		return -1
	case waits:
		return 1
	}
	return 0
}

// observe counts one request.
func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// startMetrics serves /metrics and pprof on their own address, where one is
// set.
func (p *parts) startMetrics() (stop func(), err error) {
	if p.metricsListen == "" {
		return func() {}, nil
	}
	l, err := listen(p.metricsListen, "BIJEEN_METRICS_LISTEN")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(l); err != http.ErrServerClosed {
			p.log.Error("metrics stopped", "error", err)
		}
	}()
	p.log.Info("metrics", "address", "http://"+l.Addr().String()+"/metrics")
	return func() { server.Close() }, nil
}
