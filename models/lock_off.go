//go:build nolock

package models

import "gorm.io/gorm/clause"

// lockClause of the negative control of R2: a key share lock keeps nobody
// out, as no two of them conflict.
func lockClause() clause.Expression { return clause.Locking{Strength: "KEY SHARE"} }
