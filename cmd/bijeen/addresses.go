package main

import (
	"bijeen/models/mailaddr"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

func checkListen(s string) error {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Errorf("%q has no port: write host:port, such as 127.0.0.1:8080", s)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is no port: write a number up to 65535", port)
	}
	return nil
}

// parseBaseURL reads the address people reach us by, without a slash at the
// end. Paths are absolute, so the site is all of a host.
func parseBaseURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%q is no web address: write https://bijeen.example.org", s)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return "", fmt.Errorf("%q holds more than a host: write only %s://%s", s, u.Scheme, u.Host)
	}
	return u.Scheme + "://" + u.Host, nil
}

// listenURL is where somebody listens: the host as it was set, the port as it
// came out.
func listenURL(listen, port string) string {
	host, _, _ := net.SplitHostPort(listen)
	if host == "" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// hostURL is listenURL for links. A host that means "every address" is called
// by a name that can be opened here.
func hostURL(listen, port string) string {
	host, _, _ := net.SplitHostPort(listen)
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		return listenURL(":", port)
	}
	return listenURL(listen, port)
}

// parseProxies reads addresses and ranges, separated by commas.
func parseProxies(s string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := parseProxy(part)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func parseProxy(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is neither an address nor a range: write 10.0.0.5 or 10.0.0.0/8", s)
	}
	if p.Bits() == 0 {
		return netip.Prefix{}, errors.New("a range that holds every address trusts everybody: name your proxies")
	}
	return p.Masked(), nil
}

// portOf is the port of an address.
func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// checkContact says what is wrong with who is told of a weakness: a mail
// address, a web page or a phone number (RFC 9116 §2.5.3).
func checkContact(s string) error {
	if s == "" {
		return nil
	}
	if _, err := mailaddr.Parse(s); err == nil {
		return nil
	}
	if u, err := url.Parse(s); err == nil && !strings.ContainsAny(s, " \t") && (u.Scheme == "https" && u.Host != "" || u.Scheme == "tel" && u.Opaque != "") {
		return nil
	}
	return fmt.Errorf("%q is no contact: write a mail address, or the https address of a page", s)
}
