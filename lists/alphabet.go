package lists

// letterIndex is the place of the letter that a sort key begins with: 0…25
// for a…z, -1 for digits, 26 for other scripts. The keys are those of
// names.Name, so that a paper has the order of every other list (BR-71).
func letterIndex(key string) int {
	switch {
	case key == "" || key[0] < 'a':
		return -1
	case key[0] <= 'z':
		return int(key[0] - 'a')
	default:
		return 26
	}
}

// letter is what a name stands under in the list of participants.
func letter(key string) string {
	switch i := letterIndex(key); {
	case i < 0:
		return "0–9"
	case i < 26:
		return string(rune('A' + i))
	default:
		return "Overig"
	}
}

// letterGroup is a group of letters with pages of its own; end is the index
// of the first letter after it.
type letterGroup struct {
	name string
	end  int
}

// The groups of the papers at the door (dutch.md §5.5). What has no Latin
// letter stands at the far ends.
var letterGroups = []letterGroup{{"A–F", 'G' - 'A'}, {"G–L", 'M' - 'A'}, {"M–S", 'T' - 'A'}, {"T–Z", 27}}
