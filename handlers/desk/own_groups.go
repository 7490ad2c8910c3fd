package desk

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/models"
)

// hostedByOwn makes the groups of the user the hosts of a new meeting.
func (p *Pages) hostedByOwn(c echo.Context, in *models.MeetingInput) error {
	groups, err := p.Store.GroupsOf(c.Request().Context(), user(c))
	if err != nil || len(in.Hosts) > 0 {
		return err
	}
	for i, g := range groups {
		in.Hosts = append(in.Hosts, models.HostInput{Name: g, Role: usualRole(i)})
	}
	return nil
}

// ofGroups reports whether one of these groups holds a meeting, as lead or
// with others.
func ofGroups(groups []string, hosts []models.HostInput) bool {
	return slices.ContainsFunc(hosts, func(h models.HostInput) bool {
		return (h.Role == "lead" || h.Role == "co") && slices.ContainsFunc(groups, func(g string) bool { return strings.EqualFold(g, h.Name) })
	})
}

// ownAndPublic leaves of a planning what the user may know about: the own
// meetings, which own tells apart by id, and of others what every visitor
// sees. The meetings come with their hosts.
func (p *Pages) ownAndPublic(c echo.Context, list []*models.Meeting) (kept []*models.Meeting, own map[int64]bool, err error) {
	u := user(c)
	groups, err := p.Store.GroupsOf(c.Request().Context(), u)
	if err != nil {
		return nil, nil, err
	}
	own = make(map[int64]bool, len(list))
	for _, m := range list {
		own[m.ID] = sees(u, models.Access{Kind: m.Kind, Own: u.Everywhere() || ofGroups(groups, m.Input().Hosts)})
		if own[m.ID] || m.Listed() {
			kept = append(kept, m)
		}
	}
	return kept, own, nil
}

// ownHosts adds a problem when no group of the user would hold the meeting:
// afterwards the user could not reach it any more.
func (p *Pages) ownHosts(c echo.Context, in models.MeetingInput, wrong models.Problems) (models.Problems, error) {
	u := user(c)
	if u.Everywhere() {
		return wrong, nil
	}
	groups, err := p.Store.GroupsOf(c.Request().Context(), u)
	if err != nil {
		return nil, err
	}
	if !ofGroups(groups, in.Hosts) {
		wrong = append(wrong, &models.Error{Kind: models.Invalid, Key: "host_not_own", Field: "hosts", Args: map[string]any{"groups": strings.Join(groups, ", ")}})
	}
	return wrong, nil
}
