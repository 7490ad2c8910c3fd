package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	pageRequests    = 6000
	pageConnections = 16
)

// measurePage compares the public page of a meeting with a bare Echo handler
// that sends the same bytes.
func measurePage() ([]row, error) {
	s, err := newSite(engines()[0])
	if err != nil {
		return nil, err
	}
	defer s.close()
	slugs, err := s.meetings(1)
	if err != nil {
		return nil, err
	}
	if _, err := s.signUps(benchSeats/2, 4); err != nil {
		return nil, err
	}
	path := "/bijeenkomsten/" + slugs[0]
	body, err := fetch(s.url + path)
	if err != nil {
		return nil, err
	}
	bare, closeBare, err := bareEcho(path, body)
	if err != nil {
		return nil, err
	}
	defer closeBare()
	a, b, ratio, err := paired(rounds,
		func() (float64, error) { return fetchAll(s.url + path) },
		func() (float64, error) { return fetchAll(bare + path) })
	if err != nil {
		return nil, err
	}
	return []row{{
		what: fmt.Sprintf("public meeting page, %d connections", pageConnections),
		ours: fmt.Sprintf("%.0f/s", a), theirs: fmt.Sprintf("%.0f/s bare Echo, %d bytes", b, len(body)),
		ratio: fmt.Sprintf("1/%.1f", 1/ratio), aim: "≥ 1/12", met: atLeast(ratio, 1.0/12),
	}}, nil
}

func fetch(url string) ([]byte, error) {
	res, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", url, res.Status)
	}
	return io.ReadAll(res.Body)
}

// fetchAll asks for one page many times, uncompressed like the bare answer.
func fetchAll(url string) (float64, error) {
	client := &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: pageConnections, MaxConnsPerHost: pageConnections, DisableCompression: true,
	}}
	defer client.CloseIdleConnections()
	start := time.Now()
	err := each(pageRequests, pageConnections, func(int) error {
		res, err := client.Get(url)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answered %s", url, res.Status)
		}
		_, err = io.Copy(io.Discard, res.Body)
		return err
	})
	return perSecond(pageRequests, start), err
}

// bareEcho serves these bytes and nothing else.
func bareEcho(path string, body []byte) (string, func(), error) {
	e := echo.New()
	e.GET(path, func(c echo.Context) error { return c.HTMLBlob(http.StatusOK, body) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: e}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}
