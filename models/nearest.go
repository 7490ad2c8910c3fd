package models

// NearestWord finds the known word that was probably meant by a word with
// at most two slips of the keyboard, for "did you mean …?". It finds nothing
// for words that are known, or that resemble none.
func NearestWord(word string, known []string) (string, bool) {
	const none = 3
	best, fewest := "", none
	for _, k := range known {
		n := slips(word, k)
		if n == 0 {
			return "", false
		}
		if n <= allowedSlips(k) && n < fewest {
			best, fewest = k, n
		}
	}
	return best, fewest < none
}
