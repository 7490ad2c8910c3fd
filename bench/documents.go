package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"bijeen/models"
)

const (
	slowClients = 50
	slowFor     = 3 * time.Second // how long each of them reads slowly
	window      = 4 << 10         // bytes that may be under way to each
	mostMore    = 64.0            // MB that they may cost; with a whole document for each it were 250
)

// measureDocuments lets many slow clients take the largest document at once
// from the real program on SQLite, and measures what memory that costs.
func measureDocuments() ([]row, error) {
	dir, program, err := built()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path, err := withDocument(databaseIn(dir))
	if err != nil {
		return nil, err
	}
	s, err := serve(program, dir)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	if err := takeSlowly(s.url+path, 0); err != nil { // warm: the first one reads in what all share
		return nil, err
	}
	before := peakMB(s.pid)
	var clients sync.WaitGroup
	failed := make(chan error, slowClients)
	for range slowClients {
		clients.Go(func() { failed <- takeSlowly(s.url+path, slowFor) })
	}
	clients.Wait()
	for range slowClients {
		if err := <-failed; err != nil {
			return nil, err
		}
	}
	more := peakMB(s.pid) - before
	return []row{{
		what: fmt.Sprintf("%d slow clients take a document of 5 MiB at once, peak memory above one", slowClients),
		ours: fmt.Sprintf("%.0f MB", more), theirs: "–", ratio: "–", aim: fmt.Sprintf("< %.0f MB", mostMore), met: more < mostMore,
	}}, nil
}

// withDocument makes a meeting with the largest document that there may be,
// and gives the address of that.
func withDocument(database string) (path string, err error) {
	s, err := siteOver(database, func() {})
	if err != nil {
		return "", err
	}
	defer s.close()
	slugs, err := s.meetings(1)
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	m, err := s.store.MeetingAlone(ctx, slugs[0])
	if err != nil {
		return "", err
	}
	file := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("%\n"), (models.MaxDocument-64)/2)...)
	file = append(file, "%%EOF\n"...)
	doc, err := s.store.AddDocument(ctx, m.ID, models.DocumentInput{
		Title: "Dia's", FileName: "dia.pdf", Visibility: models.DocumentPublic, File: file,
	}, models.Actor{Kind: models.ByImport})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("/bijeenkomsten/%s/documenten/%d", slugs[0], doc.ID), nil
}

// takeSlowly takes a document through a small window, a little at a time, and
// goes away after a while; at once and whole when that is nothing.
func takeSlowly(url string, slowly time.Duration) error {
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if tcp, ok := conn.(*net.TCPConn); ok && slowly > 0 {
			err = tcp.SetReadBuffer(window)
		}
		return conn, err
	}}}
	defer client.CloseIdleConnections()
	res, err := client.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	if slowly == 0 {
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	for until := time.Now().Add(slowly); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if _, err := io.CopyN(io.Discard, res.Body, 1<<10); err != nil {
			return err
		}
	}
	return nil
}
