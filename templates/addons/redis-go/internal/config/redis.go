package config

import (
	"cmp"
	"os"
)

// RedisURL says where Redis is, and which of its databases is the app's.
func RedisURL() string {
	return cmp.Or(os.Getenv("REDIS_URL"), "redis://redis:6379/0")
}
