/** Loaded before all tests: they compile for themselves, and leave the user's cache alone. Those of the cache bring a folder. */
process.env.WARPSMITH_DISK_CACHE_MIB = '0';
