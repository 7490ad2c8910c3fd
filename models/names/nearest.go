package names

// NearestWord finds the known word that was probably meant by a word with
// at most two Slips of the keyboard, for "did you mean …?". It finds nothing
// for words that are known, or that resemble none.
func NearestWord(word string, known []string) (string, bool) {
	const none = 3
	best, fewest := "", none
	for _, k := range known {
		n := Slips(word, k)
		if n == 0 {
			return "", false
		}
		if n <= AllowedSlips(k) && n < fewest {
			best, fewest = k, n
		}
	}
	return best, fewest < none
}

// AllowedSlips keeps short domains apart: two Slips make life.nl of live.com.
func AllowedSlips(domain string) int {
	if len(domain) < 9 {
		return 1
	}
	return 2
}

// Slips counts what must be typed differently to make b of a: a letter more,
// less, other, or two neighbours swapped (the restricted distance of Damerau
// and Levenshtein). Domains that differ more than two letters in length are
// not compared.
func Slips(a, b string) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return max(len(a), len(b))
	}
	before, previous, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(previous[j]+1, row[j-1]+1, previous[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, previous, row = previous, row, before
	}
	return previous[len(b)]
}
